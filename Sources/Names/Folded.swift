import Foundation

/// Small letters, accents off, wide letters narrow: "Café" and "CAFE" are one word.
package func folded(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    // "ł", "ø" and "ß" are letters of their own to Unicode; whoever types on another keyboard writes l, o and ss.
    let plain = text.lowercased().replacing("ł", with: "l").replacing("ø", with: "o").replacing("ß", with: "ss")
    return plain.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: Locale(identifier: "en_US_POSIX"))
}
