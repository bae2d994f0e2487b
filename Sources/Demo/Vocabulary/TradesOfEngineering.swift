extension Trade {
    static let engineering = [
        Trade(
            area: "Backend Engineering", industries: ["Information Technology", "Financial Services", "E-commerce"],
            titles: ["Software Engineer", "Backend Engineer", "Senior Backend Engineer", "Lead Backend Engineer"],
            skills: [
                "Java", "Spring Boot", "PostgreSQL", "REST APIs", "Kafka", "Redis", "Microservices", "Go", "Docker", "System Design", "gRPC", "Unit Testing",
            ],
            tools: ["IntelliJ IDEA", "Git", "Jenkins", "Grafana", "Postman", "Jira"],
            duties: [
                "Designed and ran the order service on Spring Boot and PostgreSQL", "Split a single payment module into Kafka-driven microservices",
                "Wrote REST APIs with contract tests for partner banks", "Tuned slow PostgreSQL queries and index layout",
                "Moved session storage to Redis with a safe rollback", "Built the ledger reconciliation job in Go",
                "Put tracing and alerts on every service of the team", "Led the on-call rota and wrote the runbooks",
            ],
            certificates: ["Oracle Certified Professional: Java SE", "AWS Certified Developer"], degrees: ["B.Tech", "B.E.", "MCA", "B.S. Computer Science"],
            lakhs: .high, thousands: .highDollars),
        Trade(
            area: "Frontend Engineering", industries: ["Information Technology", "Media", "E-commerce"],
            titles: ["UI Developer", "Frontend Engineer", "Senior Frontend Engineer", "Frontend Architect"],
            skills: [
                "React", "TypeScript", "JavaScript", "CSS", "HTML", "Next.js", "Redux", "Accessibility", "GraphQL", "Web Performance", "Jest", "Design Systems",
            ],
            tools: ["VS Code", "Figma", "Storybook", "Git", "Playwright", "Lighthouse"],
            duties: [
                "Rebuilt the checkout in React and TypeScript", "Made the booking pages pass WCAG 2.2 AA with keyboard and screen reader",
                "Brought the largest contentful paint of the home page under two seconds", "Wrote the shared component library with Storybook",
                "Moved the customer portal from AngularJS to Next.js", "Set up visual regression tests in the build",
                "Worked with designers on tokens for colour and type", "Replaced hand-written state code by typed GraphQL queries",
            ],
            certificates: ["Meta Front-End Developer", "CPACC Accessibility"], degrees: ["B.Tech", "BCA", "B.Sc. Computer Science", "B.A. Design"],
            lakhs: .high, thousands: .highDollars),
        Trade(
            area: "Cloud and DevOps", industries: ["Information Technology", "Telecommunications", "Financial Services"],
            titles: ["Systems Engineer", "DevOps Engineer", "Senior DevOps Engineer", "Platform Lead"],
            skills: [
                "AWS", "Kubernetes", "Terraform", "Linux", "Docker", "CI/CD", "Python", "Prometheus", "Helm", "Ansible", "Networking", "Incident Management",
            ],
            tools: ["GitHub Actions", "Argo CD", "Grafana", "Vault", "PagerDuty", "Datadog"],
            duties: [
                "Ran Kubernetes clusters in three AWS regions", "Wrote Terraform modules that new teams start from",
                "Cut the cloud bill by right-sizing and spot capacity", "Built CI/CD pipelines with signed images",
                "Led the response to major incidents and the reviews after them", "Moved secrets out of repositories into Vault",
                "Automated patching of Linux hosts with Ansible", "Set service level objectives with product teams",
            ],
            certificates: ["Certified Kubernetes Administrator", "AWS Solutions Architect", "HashiCorp Terraform Associate"],
            degrees: ["B.Tech", "B.E.", "B.Sc. IT", "B.S. Information Systems"], lakhs: .high, thousands: .highDollars),
        Trade(
            area: "Quality Engineering", industries: ["Information Technology", "Healthcare", "Insurance"],
            titles: ["Test Engineer", "QA Automation Engineer", "Senior QA Engineer", "QA Lead"],
            skills: [
                "Selenium", "Test Automation", "API Testing", "Java", "SQL", "Playwright", "Manual Testing", "Performance Testing", "JMeter", "BDD",
                "Regression Testing", "Agile",
            ],
            tools: ["Jira", "TestRail", "Postman", "Jenkins", "BrowserStack", "Git"],
            duties: [
                "Wrote a Selenium suite that covers every claim type", "Moved nightly regression to parallel runs in Jenkins",
                "Tested partner APIs with contracts and negative cases", "Planned load tests for the festival sale with JMeter",
                "Trained manual testers to read and write automation", "Kept the risk list for each release",
                "Found and documented data faults in the billing migration", "Introduced BDD examples that analysts review",
            ],
            certificates: ["ISTQB Foundation", "ISTQB Advanced Test Analyst"], degrees: ["B.E.", "B.Tech", "B.Sc. Computer Science", "MCA"],
            lakhs: .middle, thousands: .middleDollars),
        Trade(
            area: "Mobile Engineering", industries: ["Information Technology", "Travel", "Food Delivery"],
            titles: ["Mobile Developer", "Android Engineer", "Senior Mobile Engineer", "Mobile Lead"],
            skills: [
                "Kotlin", "Android", "Swift", "iOS", "Jetpack Compose", "SwiftUI", "Flutter", "REST APIs", "Firebase", "Offline Storage", "App Performance",
                "Push Notifications",
            ],
            tools: ["Android Studio", "Xcode", "Fastlane", "Crashlytics", "Charles Proxy", "Git"],
            duties: [
                "Built the rider application in Kotlin with offline maps", "Took crash-free sessions of the iOS application above 99.8%",
                "Rewrote the sign-up flow in Jetpack Compose", "Added push notifications that people can fine-tune",
                "Shared networking code between Android and iOS", "Brought cold start below 900 milliseconds",
                "Automated store releases with Fastlane", "Reviewed permissions and data use with the privacy team",
            ],
            certificates: ["Google Associate Android Developer"], degrees: ["B.Tech", "BCA", "MCA", "B.S. Computer Science"],
            lakhs: .high, thousands: .highDollars),
    ]
}
