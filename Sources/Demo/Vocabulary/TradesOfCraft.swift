extension Trade {
    static let craft = [
        Trade(
            area: "Design", industries: ["Information Technology", "Media", "Consumer Goods"],
            titles: ["Visual Designer", "Product Designer", "Senior Product Designer", "Design Lead"],
            skills: [
                "Figma", "UX Research", "Interaction Design", "Prototyping", "Design Systems", "Accessibility", "Typography", "Usability Testing",
                "Illustration", "Information Architecture", "HTML", "Facilitation",
            ],
            tools: ["Figma", "Miro", "Maze", "Adobe Illustrator", "Protopie", "Notion"],
            duties: [
                "Redesigned the clinic booking flow after twelve usability sessions", "Built a design system of sixty components",
                "Turned a paper form of nine pages into four short steps", "Tested prototypes with first-time smartphone users",
                "Set type and colour rules that pass contrast in both themes", "Ran weekly critique for a team of designers",
                "Drew the icon set of the consumer application", "Worked beside engineers until the last pixel shipped",
            ],
            certificates: ["NN/g UX Certificate", "Google UX Design"], degrees: ["B.Des.", "M.Des.", "B.F.A.", "B.A. Design"],
            lakhs: .middle, thousands: .middleDollars),
        Trade(
            area: "Mechanical Engineering", industries: ["Automotive", "Manufacturing", "Energy"],
            titles: ["Graduate Engineer", "Design Engineer", "Senior Mechanical Engineer", "Engineering Head"],
            skills: [
                "SolidWorks", "AutoCAD", "GD&T", "CATIA", "FEA", "Sheet Metal", "Lean Manufacturing", "DFMEA", "Plastics", "Root Cause Analysis", "BOM",
                "Supplier Development",
            ],
            tools: ["ANSYS", "SAP", "Teamcenter", "Minitab", "MS Project", "Creo"],
            duties: [
                "Designed brackets and housings in SolidWorks for an electric scooter", "Ran DFMEA reviews with plant and supplier",
                "Brought scrap on the press line down through root cause analysis", "Released drawings with full GD&T for export parts",
                "Simulated thermal load of a battery pack in ANSYS", "Set up a lean cell for gearbox assembly",
                "Developed two new casting suppliers", "Led the trial build and the sign-off with the customer",
            ],
            certificates: ["Certified SolidWorks Professional", "Six Sigma Green Belt"],
            degrees: ["B.E. Mechanical", "Diploma Mechanical", "M.Tech", "B.S. Mechanical Engineering"],
            lakhs: .modest, thousands: .middleDollars),
        Trade(
            area: "Nursing and Care", industries: ["Healthcare", "Hospitals"],
            titles: ["Staff Nurse", "Registered Nurse", "Senior Nurse", "Nursing Superintendent"],
            skills: [
                "Patient Care", "Critical Care", "BLS", "ACLS", "Medication Administration", "Infection Control", "Triage", "Patient Education", "EMR",
                "Wound Care", "Ventilator Care", "Shift Planning",
            ],
            tools: ["Epic", "Cerner", "Infusion Pumps", "Defibrillator", "Patient Monitors", "HIS"],
            duties: [
                "Cared for six patients a shift in a cardiac ward", "Ran the triage desk of a busy emergency department",
                "Kept medication records without a missed entry", "Led infection control rounds",
                "Taught families wound care before discharge", "Planned the shifts of a ward of thirty beds",
                "Helped move paper charts to the EMR", "Trained new nurses in ventilator care",
            ],
            certificates: ["ACLS", "BLS", "Critical Care Nursing"], degrees: ["B.Sc. Nursing", "GNM", "M.Sc. Nursing", "B.S. Nursing"],
            lakhs: .modest, thousands: .modestDollars),
        Trade(
            area: "Supply Chain", industries: ["Logistics", "Consumer Goods", "Retail"],
            titles: ["Logistics Executive", "Supply Chain Analyst", "Supply Chain Planner", "Head of Supply Chain"],
            skills: [
                "Demand Planning", "Inventory Control", "SAP MM", "Excel", "Procurement", "Warehouse Operations", "Vendor Negotiation", "Transport Planning",
                "S&OP", "Power BI", "GST", "Import Export",
            ],
            tools: ["SAP", "Oracle NetSuite", "Power BI", "MS Excel", "Blue Yonder", "Tally"],
            duties: [
                "Planned stock for 18 warehouses before the festival season", "Renegotiated freight with seven carriers",
                "Cut dead stock through a weekly review with sales", "Set up cycle counting in SAP MM",
                "Cleared imports at two ports with full papers", "Built the S&OP calendar and held it",
                "Opened a cross-dock that shortened delivery by a day", "Rated vendors every quarter on time and quality",
            ],
            certificates: ["APICS CPIM", "Six Sigma Green Belt"], degrees: ["B.Com.", "MBA Operations", "B.E.", "B.S. Supply Chain"],
            lakhs: .modest, thousands: .modestDollars),
    ]
}
