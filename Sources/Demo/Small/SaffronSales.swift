/// Whom Saffron Talent works for, and whom it would like to work for.
extension Saffron {
    static func leads(_ staff: Staff, now: Moment) -> [LeadRow] {
        let told: [(company: String, person: String, status: String, service: String, value: Int, source: String, days: Int)] = [
            ("Kaveri Payments", "Shalini Rao", "Converted", "Permanent", 2_400_000, "Referral", 520),
            ("Northwind Health", "David Collins", "Converted", "Contract", 3_600_000, "Conference", 430),
            ("Teakwood Retail", "Harish Menon", "Converted", "RPO", 5_500_000, "Website", 350),
            ("Vindhya Motors", "Anil Saxena", "Negotiation", "RPO", 4_200_000, "Cold call", 48),
            ("Sunrise Education", "Farah Khan", "Proposal", "Permanent", 900_000, "LinkedIn", 33),
            ("Redwood Robotics", "Grace Kim", "Proposal", "Executive Search", 3_100_000, "Referral", 27),
            ("Malabar Foods", "Thomas Mathew", "Qualified", "Contract", 1_250_000, "Website", 21),
            ("Zenith Insurance", "Ritu Bansal", "Qualified", "Permanent", 1_800_000, "Conference", 18),
            ("Tidewater Energy", "Marcus Bell", "Contacted", "Contract", 2_000_000, "LinkedIn", 12),
            ("Jasmine Media", "Kunal Desai", "Contacted", "Permanent", 600_000, "Website", 9),
            ("Pinecrest Pharma", "Leena Joseph", "New", "Permanent", 1_000_000, "Website", 3),
            ("Cobalt Logistics", "Sameer Gill", "New", "RPO", 2_750_000, "Cold call", 1),
            ("Orchid Textiles", "Pooja Shah", "Lost", "Permanent", 700_000, "Referral", 140),
        ]
        return told.enumerated().map { place, lead in
            var dice = SplitMix64(seed: seed, stream: .lead, place)
            let created = now.adding(days: -lead.days)
            let isOpen = lead.status != "Converted" && lead.status != "Lost"
            let first = lead.person.split(separator: " ")[0].lowercased()
            return LeadRow(
                id: Key(at: created, &dice), ownerID: staff.sales[place % 2].id, company: lead.company, person: lead.person,
                email: "\(first)@\(People.letters(lead.company)).example.com", phone: People.phone(.india, &dice), status: lead.status,
                service: lead.service, value: lead.value, probability: LeadRow.probabilities[lead.status] ?? 0,
                closes: isOpen ? now.date.adding(days: 15 + place * 6) : created.date.adding(days: 45),
                followUp: isOpen ? now.adding(days: place % 5 - 1, hours: 2) : nil, source: lead.source, createdAt: created)
        }
    }

    static func tasks(_ leads: [LeadRow], now: Moment) -> [TaskRow] {
        let told: [(lead: Int, title: String, isDone: Bool, due: Int)] = [
            (3, "Send the revised RPO rates", false, 1), (3, "Get the plant head on a call", true, -6), (4, "Walk through the proposal", false, 2),
            (4, "Collect their job descriptions", true, -9), (5, "Shortlist three profiles as a sample", false, -1),
            (6, "Ask about contract length and notice", false, 4), (7, "Meet HR at their office in Gurugram", false, 6),
            (8, "Write after the first call", true, -3), (9, "Send two case stories", false, 0), (10, "First call", false, 1),
            (11, "Find out who decides", false, 3), (12, "Note why it was lost", true, -95), (0, "Quarterly review", false, 12),
        ]
        return told.enumerated().map { place, task in
            var dice = SplitMix64(seed: seed, stream: .lead, place, 1)
            let lead = leads[task.lead]
            return TaskRow(
                id: Key(at: lead.createdAt, &dice), leadID: lead.id, title: task.title, isCompleted: task.isDone,
                due: now.date.adding(days: task.due), assignedTo: lead.ownerID)
        }
    }

    static func clients(_ staff: Staff, _ leads: [LeadRow], now: Moment) -> [ClientRow] {
        let told: [(name: String, address: String, status: String, lead: Int?, days: Int)] = [
            ("Kaveri Payments", "14, Residency Road, Bengaluru, Karnataka 560025", "Active", 0, 480),
            ("Northwind Health", "220 Congress Avenue, Austin, TX 78701", "Active", 1, 390),
            ("Teakwood Retail", "Plot 9, Hinjawadi Phase 2, Pune, Maharashtra 411057", "Active", 2, 310),
            ("Indus Analytics", "5th floor, HITEC City, Hyderabad, Telangana 500081", "Active", nil, 900),
            ("Lakeshore Software", "1 Market Street, San Francisco, CA 94105", "Active", nil, 700),
            ("Sahyadri Motors", "MIDC Bhosari, Pune, Maharashtra 411026", "Active", nil, 820),
            ("Banyan Finance", "Bandra Kurla Complex, Mumbai, Maharashtra 400051", "Inactive", nil, 1100),
            ("Quartz Consulting", "Sector 62, Noida, Uttar Pradesh 201309", "Blacklisted", nil, 600),
        ]
        return told.enumerated().map { place, client in
            var dice = SplitMix64(seed: seed, stream: .client, place)
            let start = now.adding(days: -client.days)
            let isAmerican = client.address.contains("TX") || client.address.contains("CA 9")
            let letters = String(People.letters(client.name).uppercased().prefix(5))
            let pan = "\(letters)\(4100 + place * 37)\(letters.suffix(1))"
            return ClientRow(
                id: Key(at: start, &dice), name: client.name, address: client.address, status: client.status,
                gst: isAmerican ? nil : "29\(pan)1Z\(place)", pan: isAmerican ? nil : pan, start: start.date.adding(days: 10),
                end: client.status == "Active" ? now.date.adding(days: 120 + place * 60) : now.date.adding(days: -60),
                accountOwnerID: staff.sales[place % 2].id, leadID: client.lead.map { leads[$0].id },
                website: "https://\(People.letters(client.name)).example.com", createdAt: start)
        }
    }

    static func postings(now: Moment) -> [PostingRow] {
        let told: [(source: String, title: String, company: String, place: String, pay: String, type: String, summary: String)] = [
            (
                "AI_Scraper", "Staff Platform Engineer", "Granite Cloud", "Bengaluru, Karnataka", "₹45-60 LPA", "Full-time",
                "Kubernetes and Go for a team that runs its own hardware."
            ),
            (
                "AI_Scraper", "Analytics Engineer", "Fernhill Foods", "Pune, Maharashtra", "Not Disclosed", "Full-time",
                "dbt and Snowflake; first data hire in the planning team."
            ),
            (
                "LinkedIn", "iOS Engineer", "Harborlight Travel", "Remote, India", "₹24-32 LPA", "Remote",
                "SwiftUI for a booking application with offline tickets."
            ),
            ("LinkedIn", "Finance Controller", "Silverline Energy", "Mumbai, Maharashtra", "₹30-38 LPA", "Full-time", "Group reporting and a move to IFRS."),
            ("Indeed", "Registered Nurse", "Maplewood Clinic", "Austin, TX", "$78k - $92k", "Full-time", "Cardiac ward, three twelve-hour shifts a week."),
            (
                "Indeed", "QA Automation Engineer", "Brightwater Systems", "Chicago, IL", "$45 - $60 an hour", "Contract",
                "Six months, Playwright and API tests for a claims system."
            ),
            (
                "AI_Scraper", "UX Researcher", "Coralwood Health", "Chennai, Tamil Nadu", "Not Disclosed", "Full-time",
                "Field studies with nurses and ward staff."
            ),
            (
                "AI_Scraper", "Supply Chain Planner", "Narmada Retail", "Ahmedabad, Gujarat", "₹12-16 LPA", "Contract",
                "Festival season planning for 18 warehouses."
            ),
        ]
        return told.enumerated().map { place, posting in
            var dice = SplitMix64(seed: seed, stream: .posting, place)
            let fetched = now.adding(hours: -2 - place * 5)
            return PostingRow(
                id: Key(at: fetched, &dice), source: posting.source,
                url: "https://jobs.example.com/\(JobTexts.slug(posting.title, posting.company, place))", title: posting.title,
                company: posting.company, location: posting.place, posted: fetched.date.adding(days: -place % 4), summary: posting.summary,
                salary: posting.pay, jobType: posting.type, fetchedAt: fetched, expiresAt: fetched.adding(days: 7))
        }
    }
}
