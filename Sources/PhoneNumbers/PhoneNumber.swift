import CPhoneNumber

/// A telephone number that exists, as libphonenumber knows the plans of all countries. One number has one `e164`, however it was written.
package struct PhoneNumber: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case mobile, fixed, fixedOrMobile, tollFree, premium, internet, other
    }

    /// As it is kept and compared (ITU-T E.164): "+919820011223". An extension is not in it.
    package let e164: String
    /// As it is shown to anybody: "+91 98200 11223".
    package let international: String
    /// As it is shown to people of the same country: "098200 11223".
    package let national: String
    /// ISO 3166-1 alpha-2; "001" for numbers of no country, such as satellite telephones.
    package let region: String
    package let kind: Kind

    /// Nil where the text holds no number that is given out.
    /// - Parameter region: where a number without a country code is dialled from, ISO 3166-1 alpha-2.
    package init?(_ text: String, region: String = "IN") {
        guard case .success(let found) = Self.read(text, region: region, isWritten: true) else { return nil }
        self.init(found)
    }

    /// A kept number as people read it; what is no number is shown as it stands.
    package static func shown(_ kept: String) -> String { PhoneNumber(kept)?.international ?? kept }

    /// The E.164 of a text, or what is wrong with it: a third of the time of a whole number, for whoever reads thousands.
    package static func kept(_ text: String, region: String = "IN") -> Result<String, Wrong> {
        read(text, region: region, isWritten: false).map { Self.text($0.e164) }
    }

    /// Why a text is no number.
    package enum Wrong: Error {
        case noNumber, noCountry, tooShort, tooLong, notInUse

        /// Says what to do.
        package var words: String {
            switch self {
            case .noNumber, .noCountry: "Write the number with its country code, such as +91 98200 11223."
            case .tooShort: "This number is too short. Write all of it with its country code, such as +91 98200 11223."
            case .tooLong: "This number is too long. Write one number with its country code, such as +91 98200 11223."
            case .notInUse: "There is no such number. Look for a wrong digit, and write it with its country code, such as +91 98200 11223."
            }
        }
    }

    /// Longer texts are not looked at: nobody's number has so many signs.
    private static let longest = 100

    private static func read(_ text: String, region: String, isWritten: Bool) -> Result<shortlist_phone, Wrong> {
        var text = text
        guard region.utf8.count <= 3, !text.utf8.contains(0), text.utf8.count <= longest else { return .failure(.noNumber) }
        var found = shortlist_phone()
        let outcome = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { letters in
                letters.baseAddress.map { shortlist_phone_read($0, letters.count, region, isWritten ? 1 : 0, &found) }
                    ?? Int32(SHORTLIST_PHONE_NO_NUMBER.rawValue)
            }
        }
        switch shortlist_phone_outcome(rawValue: UInt32(bitPattern: outcome)) {
        case SHORTLIST_PHONE_VALID: return .success(found)
        case SHORTLIST_PHONE_NO_COUNTRY: return .failure(.noCountry)
        case SHORTLIST_PHONE_TOO_SHORT: return .failure(.tooShort)
        case SHORTLIST_PHONE_TOO_LONG: return .failure(.tooLong)
        case SHORTLIST_PHONE_NOT_IN_USE: return .failure(.notInUse)
        default: return .failure(.noNumber)
        }
    }

    private init(_ found: shortlist_phone) {
        e164 = Self.text(found.e164)
        international = Self.text(found.international)
        national = Self.text(found.national)
        region = Self.text(found.region)
        switch shortlist_phone_kind(rawValue: UInt32(bitPattern: found.kind)) {
        case SHORTLIST_PHONE_MOBILE: kind = .mobile
        case SHORTLIST_PHONE_FIXED: kind = .fixed
        case SHORTLIST_PHONE_FIXED_OR_MOBILE: kind = .fixedOrMobile
        case SHORTLIST_PHONE_TOLL_FREE: kind = .tollFree
        case SHORTLIST_PHONE_PREMIUM: kind = .premium
        case SHORTLIST_PHONE_INTERNET: kind = .internet
        default: kind = .other
        }
    }

    /// A fixed array of C, up to its NUL.
    private static func text<Letters>(_ letters: Letters) -> String {
        withUnsafeBytes(of: letters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
