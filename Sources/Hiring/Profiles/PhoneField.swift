import PhoneNumbers

/// The one place where profiles meet phone numbers: E.164 in the database, spaced on the page.
enum PhoneField {
    /// `+919876543210`; nil where it is no number that is given out.
    static func e164(_ text: String, region: String = "IN") -> String? { PhoneNumber(text, region: region)?.e164 }

    /// `+91 98765 43210`; what is no number is shown as it stands.
    static func shown(_ number: String) -> String { PhoneNumber(number)?.international ?? number }

    /// What to write instead.
    static func problem(_ text: String, region: String) -> String { PhoneNumber.problem(text, region: region) ?? "" }
}
