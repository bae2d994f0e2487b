extension Trade {
    static let business = [
        Trade(
            area: "Finance and Accounts", industries: ["Financial Services", "Consulting", "Manufacturing"],
            titles: ["Accounts Executive", "Financial Analyst", "Finance Controller", "Head of Finance"],
            skills: [
                "Accounting", "Excel", "Tally", "GST", "Financial Modelling", "Audit", "Budgeting", "SAP FICO", "IFRS", "Taxation", "MIS Reporting", "Treasury",
            ],
            tools: ["Tally Prime", "SAP", "QuickBooks", "Power BI", "MS Excel", "Zoho Books"],
            duties: [
                "Closed the books of four companies in five working days", "Built the budget model that the board reviews",
                "Filed GST and TDS returns on time for three years", "Led the statutory audit with no open remark",
                "Moved receivables follow-up to a weekly rhythm", "Prepared IFRS notes for a listed group",
                "Set spending limits with each department head", "Reconciled bank and gateway settlements daily",
            ],
            certificates: ["CA Intermediate", "CMA", "CPA"], degrees: ["B.Com.", "M.Com.", "MBA Finance", "B.S. Accounting"],
            lakhs: .middle, thousands: .middleDollars),
        Trade(
            area: "Human Resources", industries: ["Information Technology", "Manufacturing", "Staffing"],
            titles: ["HR Executive", "HR Business Partner", "Senior HR Business Partner", "HR Head"],
            skills: [
                "Recruitment", "Onboarding", "Employee Relations", "Payroll", "Labour Law", "Performance Reviews", "HRIS", "Compensation", "Training", "Excel",
                "Policy Writing", "Exit Interviews",
            ],
            tools: ["Workday", "Darwinbox", "Keka", "BambooHR", "MS Excel", "Slack"],
            duties: [
                "Hired 140 engineers in a year with two recruiters", "Ran onboarding for three plants",
                "Handled grievances with fair and written answers", "Moved payroll of 2,400 people to a new system",
                "Wrote the leave and hybrid work policies", "Built pay bands from market data",
                "Coached managers through performance reviews", "Read every exit interview and acted on the patterns",
            ],
            certificates: ["SHRM-CP", "PHR"], degrees: ["MBA HR", "BBA", "M.S.W.", "B.A. Psychology"], lakhs: .modest, thousands: .modestDollars),
        Trade(
            area: "Sales", industries: ["Information Technology", "Financial Services", "Pharmaceuticals"],
            titles: ["Sales Executive", "Account Executive", "Key Account Lead", "Regional Sales Head"],
            skills: [
                "B2B Sales", "Negotiation", "CRM", "Lead Generation", "Account Growth", "Presentation", "Forecasting", "Cold Calling", "Contract Terms",
                "Channel Sales", "Salesforce", "Territory Planning",
            ],
            tools: ["Salesforce", "HubSpot", "LinkedIn Sales Navigator", "Zoho CRM", "MS Excel", "Zoom"],
            duties: [
                "Won nine enterprise accounts in a new region", "Grew the largest account through quarterly reviews",
                "Met the yearly target in three years of four", "Built a channel of 35 resellers",
                "Kept the forecast within six percent of the result", "Rewrote the first-call script after listening to 80 calls",
                "Closed a three-year contract with a hospital group", "Worked with product on the gaps that lost deals",
            ],
            certificates: ["Salesforce Administrator", "SPIN Selling"], degrees: ["BBA", "MBA Marketing", "B.Com.", "B.A. Business"],
            lakhs: .middle, thousands: .middleDollars),
        Trade(
            area: "Digital Marketing", industries: ["E-commerce", "Media", "Education"],
            titles: ["Marketing Executive", "Digital Marketing Specialist", "Growth Marketer", "Head of Marketing"],
            skills: [
                "SEO", "Google Ads", "Content Marketing", "Google Analytics", "Social Media", "Email Marketing", "Copywriting", "Meta Ads",
                "Marketing Automation", "Brand Planning", "Excel", "Conversion Rate",
            ],
            tools: ["HubSpot", "SEMrush", "Mailchimp", "Canva", "Search Console", "Looker Studio"],
            duties: [
                "Brought organic visits from 20,000 to 95,000 a month", "Ran Google and Meta campaigns with a budget of 40 lakh",
                "Rewrote landing pages from search data", "Set up lifecycle e-mail with clear opt-out",
                "Planned a festival campaign in four languages", "Reported return on spend by channel each week",
                "Briefed and edited a team of six writers", "Ran webinars that filled the sales calendar",
            ],
            certificates: ["Google Ads Search", "HubSpot Inbound"], degrees: ["BBA", "B.A. Journalism", "MBA Marketing", "B.A. Communications"],
            lakhs: .modest, thousands: .modestDollars),
        Trade(
            area: "Customer Success", industries: ["Information Technology", "Telecommunications", "Travel"],
            titles: ["Support Associate", "Customer Success Associate", "Customer Success Lead", "Head of Support"],
            skills: [
                "Customer Support", "Zendesk", "Communication", "Escalation Handling", "CRM", "Onboarding", "Technical Support", "Excel", "Hindi",
                "Quality Audits", "Retention", "Knowledge Base",
            ],
            tools: ["Zendesk", "Freshdesk", "Intercom", "Salesforce", "Jira", "Slack"],
            duties: [
                "Answered 60 tickets a day with a satisfaction of 94%", "Set up the help centre in English and Hindi",
                "Ran onboarding calls for mid-size customers", "Led the night shift of eighteen associates",
                "Turned repeated questions into product changes", "Audited calls and coached with examples",
                "Saved accounts that had given notice", "Built the escalation path with engineering",
            ],
            certificates: ["HDI Support Center Analyst", "ITIL Foundation"], degrees: ["B.A.", "BBA", "B.Com.", "B.Sc."],
            lakhs: .modest, thousands: .modestDollars),
    ]
}
