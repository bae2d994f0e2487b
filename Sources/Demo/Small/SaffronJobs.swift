/// A job of Saffron Talent as somebody wrote it down; what follows from it is filled in by `opening`.
struct SaffronJob: Sendable {
    var client: Int
    var recruiter: Int
    var area: String
    var title: String
    var type = "FULL_TIME"
    var mode = "On-site"
    var country = Country.india
    var places: [String] = []
    var pay: ClosedRange<Int>?
    var unit = "YEAR"
    var years: ClosedRange<Int>
    var required: [String]
    var preferred: [String]
    var openings = 1
    var notice: Int? = 30
    var status = "Sourcing"
    /// Days since it was published; for a draft, since it was begun.
    var age: Int
    var isConfidential = false
    var about: String
    var text: String

    /// About a year's pay, whatever the unit, so that expectations can be held against it.
    var highestYearlyPay: Int? {
        pay.map { $0.upperBound * (unit == "HOUR" ? 2000 : unit == "MONTH" ? 12 : 1) }
    }

    func opening(_ number: Int, _ clients: [ClientRow], _ staff: Staff, now: Moment) -> Opening {
        var dice = SplitMix64(seed: Saffron.seed, stream: .job, number)
        let trade = Trade.all.first { $0.area == area } ?? Trade.all[0]
        let published = now.adding(days: -age, hours: -3)
        let row = JobRow(
            id: Key(at: published, &dice), clientID: clients[client].id, recruiterID: staff.recruiters[recruiter].id, title: title,
            internalID: "ST-\(101 + number)", employmentType: type, workMode: mode, industry: trade.industries[0], area: area,
            locations: places, salary: pay, currency: country.currency, salaryUnit: unit, benefits: dice.some(4, of: JobTexts.benefits),
            aboutCompany: about, summary: text, responsibilities: dice.some(4, of: trade.duties).map(JobTexts.duty), experience: years,
            education: trade.degrees[0], required: required, preferred: preferred, tools: dice.some(4, of: trade.tools), openings: openings,
            deadline: status == "Closed" ? now.date.adding(days: -20) : now.date.adding(days: 20 + number * 3),
            rounds: status == "Draft" ? [] : ["Screening call", "Technical round", "Client interview"], noticeDays: notice,
            slug: JobTexts.slug(title, places.first.map { String($0.prefix { $0 != "," }) } ?? "remote", number), status: status,
            createdAt: published.adding(days: -1), publishedAt: status == "Draft" ? nil : published,
            closedAt: status == "Closed" ? now.adding(days: -6) : nil, country: country.code, isConfidential: isConfidential)
        return Opening(
            row: row,
            wanted: Wanted(
                required: required, experience: years, places: places, isRemote: mode == "Remote", country: country, highestPay: highestYearlyPay))
    }
}

extension Saffron {
    static let jobs = engineeringJobs + otherJobs

    private static let engineeringJobs = [
        SaffronJob(
            client: 0, recruiter: 0, area: "Backend Engineering", title: "Senior Backend Engineer", mode: "Hybrid", places: ["Bengaluru, Karnataka"],
            pay: 2_800_000...4_000_000, years: 5...9, required: ["Java", "Spring Boot", "PostgreSQL", "Kafka", "REST APIs"],
            preferred: ["Go", "Redis"], openings: 2, notice: 60, status: "Interview", age: 34,
            about: "Kaveri Payments moves money for 40,000 shops in the south of India. Sixty engineers, one product, no outside investors.",
            text: """
                Kaveri Payments settles the day's takings of 40,000 shops before they open again. The settlement team owns that promise, and needs a \
                senior engineer who has run services that must not lose a rupee.

                You will take the settlement service from nightly batches to a stream, keep its ledger in PostgreSQL honest, and teach two younger \
                colleagues how you test it. We meet in Bengaluru on three days a week; on-call is one week in eight and paid.
                """),
        SaffronJob(
            client: 4, recruiter: 2, area: "Backend Engineering", title: "Backend Engineer", mode: "Remote", country: .unitedStates,
            pay: 125_000...160_000, years: 3...7, required: ["Go", "PostgreSQL", "Docker", "gRPC"], preferred: ["Kafka", "System Design"], age: 12,
            about: "Lakeshore Software makes scheduling tools for clinics in the United States. Thirty people in nine states.",
            text: """
                Lakeshore Software builds the calendar that 600 clinics open each morning. This role is fully remote within the United States: the whole \
                team works from home and meets twice a year.

                You will own two Go services, from the design note to the graph that shows they are well. You have worked with PostgreSQL beyond the \
                simple queries, you like to write things down, and you would rather delete code than add a flag.
                """),
        SaffronJob(
            client: 0, recruiter: 0, area: "Frontend Engineering", title: "Frontend Engineer", mode: "Hybrid", places: ["Bengaluru, Karnataka"],
            pay: 1_400_000...2_200_000, years: 2...5, required: ["React", "TypeScript", "CSS", "Accessibility"], preferred: ["Next.js", "Jest"], age: 9,
            about: "Kaveri Payments moves money for 40,000 shops in the south of India. Sixty engineers, one product, no outside investors.",
            text: """
                Shopkeepers use our dashboard between two customers, on a phone with a cracked screen, in bright sun. We look for an engineer who finds \
                that interesting.

                You will rebuild the day's summary in React and TypeScript, make it work with a screen reader and in four languages, and sit in shops \
                now and then to see what nobody reports. Three days a week in Bengaluru.
                """),
        SaffronJob(
            client: 3, recruiter: 1, area: "Data Engineering", title: "Data Engineer", mode: "Hybrid", places: ["Hyderabad, Telangana"],
            years: 3...6, required: ["SQL", "Python", "Spark", "Airflow"], preferred: ["dbt", "Snowflake"], openings: 3, notice: 45, age: 21,
            about: "Indus Analytics reads the sensors of factories and tells them what will break. 120 people in Hyderabad and Pune.",
            text: """
                Eleven factories send us a million readings a minute. Your pipelines turn them into tables that an engineer on the shop floor trusts at \
                six in the morning.

                You write Python and SQL that others can review, you have run Airflow in production and been woken by it, and you know why a late row \
                is worse than a missing one. The team sits in Hyderabad and meets on Tuesdays, Wednesdays and Thursdays.
                """),
        SaffronJob(
            client: 2, recruiter: 1, area: "Cloud and DevOps", title: "Senior DevOps Engineer", mode: "Remote", pay: 2_600_000...3_800_000, years: 5...10,
            required: ["AWS", "Kubernetes", "Terraform", "Linux"], preferred: ["Helm", "Prometheus"], status: "Offer", age: 58,
            about: "Teakwood Retail runs 300 furniture and homeware shops in the west of India, and its own delivery.",
            text: """
                Teakwood Retail is moving 40 services out of a rented data centre before the next festival season. The work is fully remote within \
                India; the cluster is in Mumbai and so is the coffee.

                You have moved something large before and can say what went wrong. You will write the Terraform that stays, leave runbooks that a \
                tired person can follow, and hand over to a team of four whom you help to hire.
                """),
        SaffronJob(
            client: 1, recruiter: 2, area: "Quality Engineering", title: "QA Automation Engineer", type: "CONTRACTOR", country: .unitedStates,
            places: ["Austin, TX"], pay: 48...62, unit: "HOUR", years: 3...8, required: ["Test Automation", "API Testing", "SQL", "Playwright"],
            preferred: ["BDD", "Performance Testing"], openings: 2, notice: 0, age: 17,
            about: "Northwind Health writes the software that 90 hospitals in Texas use to plan their wards.",
            text: """
                A twelve-month contract on site in Austin. Northwind Health releases every two weeks to 90 hospitals, and a regression suite that takes \
                nine hours no longer fits in a night.

                You will bring it under one hour, with Playwright for what nurses see and contract tests for what they do not. You find the fault that \
                matters, describe it so that it can be seen, and stay friendly about it. 40 hours a week, paid by the hour.
                """),
        SaffronJob(
            client: 2, recruiter: 1, area: "Mobile Engineering", title: "Android Engineer", mode: "Hybrid", places: ["Pune, Maharashtra"],
            pay: 1_300_000...2_100_000, years: 2...5, required: ["Kotlin", "Android", "Jetpack Compose"], preferred: ["Offline Storage", "Firebase"],
            status: "Interview", age: 40, about: "Teakwood Retail runs 300 furniture and homeware shops in the west of India, and its own delivery.",
            text: """
                Our drivers carry wardrobes up four floors and then have to sign for them on a phone without reception. The application that they use \
                was bought, and we are replacing it by one of our own.

                You will build it in Kotlin and Compose with offline storage from the first day, ride along on deliveries, and decide with two \
                colleagues what is left out. Hybrid in Pune, three days a week in the office.
                """),
    ]

    private static let otherJobs = [
        SaffronJob(
            client: 4, recruiter: 2, area: "Product Management", title: "Product Manager", mode: "Hybrid", country: .unitedStates,
            places: ["San Francisco, CA"], pay: 140_000...185_000, years: 5...9, required: ["Roadmapping", "User Research", "SQL", "Writing"],
            preferred: ["Pricing"], status: "Interview", age: 30, isConfidential: true,
            about: "Our client makes software for clinics in the United States and prefers not to be named at this stage.",
            text: """
                Our client's second product, billing for small clinics, has its first forty customers and no owner. You would be the owner.

                In the first quarter you will sit beside the people who send bills, decide what the product does not do, and write it down so that \
                engineers and sales read the same page. You ask for numbers, can get them yourself with SQL, and know when they mislead. Three \
                days a week in San Francisco.
                """),
        SaffronJob(
            client: 3, recruiter: 1, area: "Design", title: "Product Designer", places: ["Hyderabad, Telangana"], pay: 900_000...1_500_000, years: 2...5,
            required: ["Figma", "Prototyping", "Usability Testing"], preferred: ["Design Systems"], age: 6,
            about: "Indus Analytics reads the sensors of factories and tells them what will break. 120 people in Hyderabad and Pune.",
            text: """
                A warning that nobody reads is worse than none. Our users look at a wall screen from ten metres away and at a phone with gloves on; \
                we look for a designer who will go and watch them.

                You sketch quickly, test early with real operators, and hand over work that engineers can build without guessing. You will be the \
                second designer, on site in Hyderabad, with a travel budget for the factories.
                """),
        SaffronJob(
            client: 5, recruiter: 0, area: "Mechanical Engineering", title: "Design Engineer", places: ["Pune, Maharashtra", "Chennai, Tamil Nadu"],
            pay: 600_000...1_000_000, years: 2...6, required: ["SolidWorks", "GD&T", "Sheet Metal", "DFMEA"], preferred: ["FEA", "Plastics"], openings: 4,
            notice: 90, age: 25, about: "Sahyadri Motors builds electric three-wheelers and has two plants, in Pune and in Chennai.",
            text: """
                Sahyadri Motors brings its third electric three-wheeler to the road next year. Four design engineers will own body, chassis, battery \
                tray and cabin, two of them in Pune and two in Chennai.

                You model in SolidWorks, tolerance with GD&T that the plant can hold, and lead the DFMEA of your part. You spend a day a week on the \
                line, because a bracket that cannot be welded twice a minute is not finished.
                """),
        SaffronJob(
            client: 0, recruiter: 0, area: "Finance and Accounts", title: "Accounts Executive", type: "TEMPORARY", places: ["Bengaluru, Karnataka"],
            pay: 45_000...60_000, unit: "MONTH", years: 1...4, required: ["Accounting", "Tally", "GST", "Excel"], preferred: ["Audit"], notice: 15, age: 15,
            about: "Kaveri Payments moves money for 40,000 shops in the south of India. Sixty engineers, one product, no outside investors.",
            text: """
                Cover for a colleague on parental leave, nine months from January, on site in Bengaluru. The finance team is five people who close the \
                month in four days and would like to keep it so.

                You book and reconcile settlements, prepare GST returns for review, and chase what is missing without making enemies. Tally and \
                Excel are second nature. The contract can become permanent.
                """),
        SaffronJob(
            client: 2, recruiter: 1, area: "Customer Success", title: "Support Associate", type: "PART_TIME", mode: "Remote", pay: 18_000...24_000,
            unit: "MONTH", years: 0...3, required: ["Customer Support", "Communication", "Hindi"], preferred: ["Zendesk"], openings: 5, notice: 0,
            status: "Closed", age: 66, about: "Teakwood Retail runs 300 furniture and homeware shops in the west of India, and its own delivery.",
            text: """
                Twenty-four hours a week, evenings and weekends, fully remote within India. Customers ask where their sofa is; you find out, tell \
                them the truth, and write down what went wrong so that it happens less.

                You speak and write Hindi and English warmly and without a script. A quiet room and a steady line are needed; we send the laptop and \
                the headset, and train you for two paid weeks.
                """),
        SaffronJob(
            client: 3, recruiter: 0, area: "Data Science", title: "Data Science Intern", type: "INTERN", places: ["Hyderabad, Telangana"],
            pay: 30_000...30_000, unit: "MONTH", years: 0...1, required: ["Python", "Statistics", "pandas"], preferred: ["SQL"], openings: 2, notice: nil,
            status: "Draft", age: 2, about: "Indus Analytics reads the sensors of factories and tells them what will break. 120 people in Hyderabad and Pune.",
            text: "Six months with the forecasting team in Hyderabad. To be completed with the client: start date, mentor, project."),
        SaffronJob(
            client: 5, recruiter: 1, area: "Supply Chain", title: "Supply Chain Planner", places: ["Chennai, Tamil Nadu"], years: 4...8,
            required: ["Demand Planning", "SAP MM", "Inventory Control"], preferred: ["Power BI"], status: "Draft", age: 1,
            about: "Sahyadri Motors builds electric three-wheelers and has two plants, in Pune and in Chennai.",
            text: "Planner for the Chennai plant. Waiting for the salary band and the number of openings."),
    ]
}
