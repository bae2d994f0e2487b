package import Accounts
package import Documents
import Foundation
import PhoneNumbers
package import Web

/// What a stranger sends to apply, checked.
package struct Applicant: Sendable {
    package var name: String
    package var email: EmailAddress
    package var phone: String
    package var resume: UploadedFile
    package var mediaType: MediaType

    /// What the person agrees to, word for word; kept with the consent.
    package static func consent(agency: String) -> String {
        "\(agency) may keep my details and my résumé to consider me for this job, and may write to me about it. I can withdraw at any time."
    }
}

package enum ApplyForm {
    package static let limit = UploadLimit(megabytes: 10)
    package static let fileHelp = "PDF, Word (DOCX) or text, up to 10 MB. We read your skills from it so that you type less."

    /// A valid applicant, or every problem at once.
    package static func read(_ form: Form) -> (applicant: Applicant?, problems: [Problem]) {
        var problems: [Problem] = []
        func say(_ field: String, _ message: String) { problems.append(Problem(field, message)) }
        let name = form["full_name"].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if name.isEmpty { say("full_name", "Write your name.") }
        if name.unicodeScalars.count > 200 { say("full_name", "This name has \(name.unicodeScalars.count) characters; at most 200 fit.") }
        let email = EmailAddress(form["email"])
        if email == nil { say("email", "Write an e-mail address that we can answer to, such as asha@example.com.") }
        let phone = Phone.kept(form["phone"])
        if phone == nil { say("phone", "Write a phone number of 7 to 15 digits, such as +91 98765 43210.") }
        if form["consent"].isEmpty { say("consent", "Without your consent we may not keep your application.") }
        switch resume(form) {
        case .failure(let problem): problems.append(problem)
        case .success(let resume):
            guard problems.isEmpty, let email, let phone else { break }
            return (Applicant(name: name, email: email, phone: phone, resume: resume.file, mediaType: resume.type), [])
        }
        return (nil, problems)
    }

    /// A file with what its content says it is: a name may lie.
    struct Resume {
        let file: UploadedFile
        let type: MediaType
    }

    /// The résumé of a form, or what is wrong with it. What only turns out to be unreadable later does not stop an application. Reads the file.
    static func resume(_ form: Form) -> Result<Resume, Problem> {
        func refusal(_ message: String) -> Result<Resume, Problem> { .failure(Problem("resume", message)) }
        guard let file = form.file("resume") else { return refusal("Choose your résumé: a PDF, a Word file or plain text.") }
        guard file.bytes > 0 else { return refusal(ExtractionFailure.empty.message) }
        let bytes = (try? Data(contentsOf: file.temporary, options: .mappedIfSafe)) ?? Data()
        if let type = MediaType.sniff(bytes) {
            guard fits(type, file.fileName) else { return refusal(ExtractionFailure.typeMismatch.message) }
            guard [.pdf, .docx, .text, .doc, .odt, .rtf].contains(type) else { return refusal(ExtractionFailure.unsupported.message) }
            return .success(Resume(file: file, type: type))
        }
        if bytes.starts(with: Data("PK".utf8)), file.fileName.lowercased().hasSuffix(".docx") {
            return .success(Resume(file: file, type: .docx))  // damaged or hostile: kept, and the reading says why
        }
        let isKnown = MediaType.allCases.contains { fits($0, file.fileName) }
        return refusal(isKnown ? ExtractionFailure.typeMismatch.message : ExtractionFailure.unsupported.message)
    }

    private static func fits(_ type: MediaType, _ name: String) -> Bool {
        let ending = (name as NSString).pathExtension.lowercased()
        return ending.isEmpty || type.endings.contains(ending)
    }
}

/// A phone number as people write it.
package enum Phone {
    /// As E.164 where it is a number that exists. An application is not refused over a digit that we cannot place: then as it was typed.
    package static func kept(_ text: String) -> String? { PhoneNumber(text)?.e164 ?? tidy(text) }

    /// Digits with at most a plus before them and single spaces between; nil where it has not 7 to 15 digits (E.164) or holds other signs.
    package static func tidy(_ text: String) -> String? {
        var kept = "", digits = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9":
                kept.unicodeScalars.append(scalar)
                digits += 1
            case "+" where kept.isEmpty: kept = "+"
            case " ", "-", ".", "(", ")", "/", "\u{A0}": if kept.last?.isNumber == true { kept += " " }
            default: return nil
            }
        }
        return (7...15).contains(digits) ? kept.trimmingCharacters(in: .whitespaces) : nil
    }
}
