import Foundation
import Postgres

/// What a column of a table can fill, and how it is guessed from its name.
enum ListColumns {
    static let firstName = ProfileField("first_name", "First name", .text(longest: 100), .contact)
    static let lastName = ProfileField("last_name", "Last name", .text(longest: 100), .contact)
    static let company = ProfileField("current_company", "Company now", .text(longest: 300), .history)
    static let tags = ProfileField("tags", "Tags", .list(most: 20, suggest: nil), .contact)

    /// Everything that may be chosen, in the order of the profile.
    static let all: [ProfileField] =
        [Reviews.name, firstName, lastName, Reviews.email] + ProfileFields.all.flatMap { $0.column == "current_role" ? [$0, company] : [$0] } + [tags]

    /// Not columns of the profile.
    static let special: Set<String> = ["full_name", "first_name", "last_name", "email", "current_company", "tags"]

    static subscript(_ name: String) -> ProfileField? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.column, $0) })

    /// A guess for each column, none twice: `Candidate Name`, `Email ID`, `Current CTC(In Lakhs)`. What must not decide is never guessed:
    /// whoever wants it in chooses it.
    static func guess(_ headers: [String]) -> [String?] {
        var taken: Set<String> = []
        return headers.map { header in
            guard let field = guess(header), taken.insert(field).inserted else { return nil }
            return field
        }
    }

    private static func guess(_ header: String) -> String? {
        let name = TextList.fold(header.replacing(#/\(.*?\)/#, with: ""))
        if let known = names[name] { return known }
        if let field = ProfileFields.all.first(where: { !$0.isProtected && (TextList.fold($0.label) == name || TextList.fold($0.column) == name) }) {
            return field.column
        }
        return nil
    }

    /// Names of exports of OpenCATS, Zoho Recruit, Naukri, LinkedIn, Bullhorn and plain spreadsheets, folded.
    private static let names: [String: String] = {
        let words: [String: String] = [
            "full_name":
                "name|full name|candidate name|candidate|applicant|applicant name|resource name|name of candidate|name of the candidate|person|contact name",
            "first_name": "first name|firstname|given name|forename",
            "last_name": "last name|lastname|surname|family name",
            "email":
                "email|e-mail|email id|email address|mail|mail id|primary email|email 1|email1|candidate email|personal email|email ids|emailid|e-mail id|e-mail address",
            "alternate_email": "secondary email|alternate email|email 2|email2|other email|alternative email|email 2 address",
            "phone":
                "phone|mobile|phone number|mobile number|contact|contact number|contact no|mobile no|phone no|cell|cell phone|phone cell|telephone|tel|primary phone|whatsapp|mobile phone|phone 1|phone1|contact details|phone cell number",
            "alternate_phone":
                "home phone|phone home|secondary phone|alternate phone|alternate number|phone 2|phone2|other phone|phone work|work phone|alternate mobile",
            "linkedin_url": "linkedin|linkedin url|linkedin profile|linkedin id|linkedin link|linked in|profile url|public profile url",
            "github_url": "github|github url|github profile",
            "portfolio_url": "website|web site|portfolio|portfolio url|url|blog|homepage|website url|personal website",
            "bio": "summary|profile summary|resume headline|headline|about|bio|profile|objective|resume title|description",
            "skills": "skills|key skills|keyskills|skill set|skillset|skill|primary skills|technical skills|core skills|it skills|top skills|technologies",
            "highest_education":
                "education|highest qualification|qualification|degree|highest education|highest qualification held|ug course|under graduation degree|educational qualification",
            "year_of_passing": "year of passing|passing year|graduation year|passout year|yop|ug passing year|under graduation passing year|pass out year",
            "certificates": "certifications|certification|certificates|licenses and certifications",
            "current_role":
                "title|job title|current title|current job title|designation|current designation|role|current role|position|curr designation|current position|present designation",
            "current_company":
                "company|current company|current employer|employer|current company name|organisation|organization|curr company name|present company|current organization|current organisation|company name",
            "expected_role": "desired position|desired role|desired job title|preferred role|expected role|applied for|role applied for",
            "total_experience_years":
                "experience|total experience|total exp|exp|years of experience|work experience|experience in years|yrs of exp|total work experience|overall experience|work exp|total years of experience|years experience",
            "current_locations": "location|current location|city|current city|place|address city|base location|curr location|residing in|current base location",
            "preferred_locations": "preferred location|preferred locations|desired location|location preference|preferred city|preferred work location",
            "notice_period": "notice period|notice|np|availability to join|notice period days|serving notice period|joining time|notice period in days",
            "availability_date":
                "date available|available from|availability date|available date|joining date|last working day|lwd|can start on|earliest start date",
            "current_ctc":
                "current ctc|ctc|current salary|current pay|cctc|annual salary|current compensation|present ctc|salary|current annual ctc|curr ctc|current annual salary",
            "expected_ctc": "expected ctc|ectc|expected salary|desired pay|desired salary|exp ctc|expected compensation|expected pay|expected annual salary",
            "currency": "currency|salary currency|ctc currency",
            "ready_to_relocate": "can relocate|willing to relocate|relocate|ready to relocate|relocation|open to relocation",
            "languages": "languages|languages known|language|language known",
            "preferred_industries": "industry|industries|preferred industry",
            "job_type_preference": "job type|employment type|desired employment type|work type",
            "tags": "tags|tag|labels|categories|hotlist",
            "work_authorization": "work authorization|work authorisation|visa status|visa|work permit",
            "projects_summary": "projects|project details",
            "time_zone": "time zone|timezone",
        ]
        var names: [String: String] = [:]
        for (field, all) in words { for name in all.split(separator: "|") { names[TextList.fold(String(name))] = field } }
        return names
    }()

    // MARK: Texts as tables have them

    private static let nothing: Set<String> = [
        "-", "--", "na", "n/a", "n.a.", "n.a", "nil", "null", "none", "nan", "#n/a", "not disclosed", "not mentioned", "not available", "undefined", "unknown",
        "?",
    ]

    /// As the field reads it: what stands for nothing is nothing, and a unit in the column's name goes with each amount.
    static func prepared(_ text: String, of field: ProfileField, under header: String) -> String {
        if text.utf8.count <= 16, nothing.contains(text.lowercased()) {
            return field.kind == .notice && text.lowercased() == "nil" ? "0" : ""
        }
        switch field.kind {
        case .pay: return pay(text, header.lowercased())
        case .notice: return notice(text, header.lowercased())
        case .years: return years(text, header.lowercased())
        case .list, .skills: return text.utf8.contains(UInt8(ascii: "|")) ? text.replacing("|", with: ",") : text
        case .choice where field.column == "ready_to_relocate": return ["1": "Yes", "0": "No", "true": "Yes", "false": "No"][text.lowercased()] ?? text
        default: return text
        }
    }

    private static func pay(_ text: String, _ header: String) -> String {
        let plain = text.replacing("/-", with: "").trimmingCharacters(in: .whitespaces)
        guard plain.last.map({ $0.isNumber }) ?? false else { return plain }
        let isSmall = (Double(plain.filter { $0.isNumber || $0 == "." }) ?? 0) < 1_000
        if header.contains("lakh") || header.contains("lac") || header.contains("lpa") { return isSmall ? plain + " lakh" : plain }
        if header.contains("crore") { return plain + " crore" }
        return header.contains("thousand") || header.contains("(k)") || header.contains("in k") ? plain + "k" : plain
    }

    /// "15 Days or less" is what it says at most; "Serving Notice Period" says nothing in days.
    private static func notice(_ text: String, _ header: String) -> String {
        var plain = text.lowercased()
        for ending in [" or less", " notice", "(s)", " max", " only"] { plain = plain.replacing(ending, with: "") }
        if plain.hasPrefix("immediate") || plain == "any time" { return "immediate" }
        if let range = plain.wholeMatch(of: #/\d+\s*(?:-|to)\s*(\d+\s*[a-z]*)/#) { plain = String(range.1) }
        if plain.contains("serving") || plain.hasPrefix("more than") { return "" }
        guard plain.last.map({ $0.isNumber }) ?? false else { return plain.trimmingCharacters(in: .whitespaces) }
        if header.contains("month") { return plain + " months" }
        return header.contains("week") ? plain + " weeks" : plain
    }

    /// Naukri writes "5 Year(s) 3 Month(s)", others "Fresher".
    private static func years(_ text: String, _ header: String) -> String {
        let plain = text.lowercased().replacing("(s)", with: "s").trimmingCharacters(in: .whitespaces)
        if plain.hasPrefix("fresher") { return "0" }
        if header.contains("month"), !header.contains("year"), let months = Double(plain) { return String((months / 12 * 10).rounded() / 10) }
        if let months = plain.wholeMatch(of: #/(\d{1,3})\s*months?/#).flatMap({ Double($0.1) }) { return String((months / 12 * 10).rounded() / 10) }
        return plain
    }
}
