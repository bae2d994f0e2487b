import Foundation
import Names

/// The spellings of skills that no rule finds, from the house's one list of skills, and the skills that are near one another.
enum SkillAliases {
    /// Every spelling → the usual name, both as their letters alone.
    static let canonical: [String: String] = {
        var table: [String: String] = [:]
        for skill in SkillVocabulary.shared.skills {
            let name = SkillName.letters(skill.name)
            table[name] = table[name] ?? name
            for alias in skill.aliases { table[SkillName.letters(alias)] = table[SkillName.letters(alias)] ?? name }
        }
        for line in elsewhere { for name in line.dropFirst() { table[name] = table[name] ?? line[0] } }
        return table
    }()

    /// A skill → the others of its families.
    static let families: [String: [String]] = {
        var table: [String: [String]] = [:]
        for family in near { for skill in family { table[skill, default: []] += family.filter { $0 != skill } } }
        return table
    }()

    static let filler: Set<String> = [
        "skills", "skill", "programming", "development", "developer", "language", "framework", "knowledge", "basics", "library", "certified", "proficiency",
        "experience", "technologies",
    ]
    static let leading: Set<String> = ["advanced", "basic", "core", "strong", "good", "excellent", "apache", "microsoft", "ms", "adobe", "google"]

    /// Names with a slash that are one skill, beside those of the list.
    static let wholes: Set<String> = ["os2", "as400", "accountspayablereceivable"]

    /// What a skill is called where only skills stand: too short, or too much a word of the language, for a list that is also looked for
    /// in running text.
    private static let elsewhere: [[String]] = """
        javascript javascriptes6 vanillajs
        typescript ts
        reactnative rn
        nextjs next
        nestjs nest
        python python2
        c# cdotnet
        net dotnetcore
        docker containers
        aws amazonaws
        tensorflow tf
        adobephotoshop ps
        accountspayable ap
        accountsreceivable ar
        recruitment recruiter
        projectmanagement projectmanager
        communication communicationskill
        """.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }

    private static let near: [[String]] = """
        React, React Native, Next.js
        React, Vue.js, Angular
        JavaScript, TypeScript
        Node.js, Express, NestJS
        Java, Kotlin, Spring, Spring Boot, Java EE
        C#, .NET
        PostgreSQL, MySQL, Microsoft SQL Server, Oracle, MariaDB
        Microsoft SQL Server, T-SQL
        MongoDB, DynamoDB, Cassandra, CouchDB
        AWS, Azure, Google Cloud Platform
        Kubernetes, Docker, OpenShift
        Jenkins, GitHub Actions, GitLab CI, CI/CD
        Terraform, CloudFormation, Pulumi, Ansible
        TensorFlow, PyTorch, Keras
        Machine Learning, Deep Learning, Data Science, Artificial Intelligence
        Power BI, Tableau, Looker, Qlik
        Django, Flask, FastAPI
        Laravel, PHP, CodeIgniter
        Ruby on Rails, Ruby
        Swift, iOS, SwiftUI
        Kotlin, Android
        Kafka, RabbitMQ
        Spark, Hadoop
        Selenium, Playwright, Cypress, Automation Testing
        Figma, Sketch, Adobe XD
        SEO, SEM, PPC, Digital Marketing, Social Media Marketing
        Salesforce, HubSpot, Zoho CRM, Customer Relationship Management
        Tally, QuickBooks, Zoho Books
        Excel, Google Sheets
        AutoCAD, Revit, SolidWorks
        Critical Care, Emergency Nursing
        Agile, Scrum, Kanban
        Microsoft Office, Microsoft 365
        Word, Microsoft Office
        Excel, Microsoft Office
        PowerPoint, Microsoft Office
        """.split(separator: "\n").map { $0.split(separator: ",").map { name in SkillName.letters(name) } }
}
