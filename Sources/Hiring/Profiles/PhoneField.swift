/// The one place where profiles meet phone numbers: E.164 in the database, spaced on the page.
///
/// It knows India's numbering and trusts every other country's code as it is written, until the numbers of all countries come from
/// libphonenumber.
enum PhoneField {
    /// `+919876543210`; nil where it is no number that can be dialled from anywhere.
    static func e164(_ text: String, region: String = "IN") -> String? {
        guard let tidy = Phone.tidy(text) else { return nil }
        var digits = tidy.filter(\.isNumber)
        if tidy.hasPrefix("+") { return valid(digits) }
        if digits.hasPrefix("00") { return valid(String(digits.dropFirst(2))) }
        guard region == "IN" else { return nil }
        if digits.count == 12, digits.hasPrefix("91") { return valid(digits) }
        if digits.count == 11, digits.hasPrefix("0") { digits.removeFirst() }
        return digits.count == 10 && ("2"..."9").contains(digits.prefix(1)) ? "+91" + digits : nil
    }

    private static func valid(_ digits: String) -> String? {
        guard (8...15).contains(digits.count), !digits.hasPrefix("0") else { return nil }
        return digits.hasPrefix("91") && digits.count != 12 ? nil : "+" + digits
    }

    /// `+91 98765 43210`
    static func shown(_ number: String) -> String {
        guard let e164 = e164(number) else { return number }
        let digits = e164.dropFirst()
        if digits.hasPrefix("91"), digits.count == 12 { return "+91 \(digits.dropFirst(2).prefix(5)) \(digits.suffix(5))" }
        if digits.hasPrefix("1"), digits.count == 11 {
            return "+1 \(digits.dropFirst().prefix(3)) \(digits.dropFirst(4).prefix(3)) \(digits.suffix(4))"
        }
        return number.contains(" ") ? number : e164
    }
}
