import Foundation

/// Words that people choose again and again, and so the first that are tried by whoever wants to break in.
enum CommonPasswords {
    /// Whether a password is such a word: as it stands, in capitals, with the usual letter swaps (`p4$$w0rd`), with digits and signs around it,
    /// or the word several times over.
    static func contains(_ password: String) -> Bool { cores(of: password).contains(where: words.contains) }

    /// Whether a password is somebody's own name, address or agency, dressed up in the same ways.
    static func matches(_ password: String, _ own: [String]) -> Bool {
        let own = Set(own.flatMap(spellings).filter { $0.count >= 4 })
        return cores(of: password).contains { own.contains(plain($0)) }
    }

    /// What is left of a password once what people add to a word is taken away, in all the ways in which that can be read.
    static func cores(of password: String) -> Set<String> {
        let lower = password.lowercased()
        let cut = [lower, trimmed(lower, front: true, back: true), trimmed(lower, front: false, back: true), trimmed(lower, front: true, back: false)]
        let kept = Set(cut.filter { $0 == lower || $0.count >= 4 })
        let read = kept.union(kept.flatMap { [unswapped($0, one: "i"), unswapped($0, one: "l")] })
        return read.union(read.compactMap(repeated))
    }

    private static func trimmed(_ text: String, front: Bool, back: Bool) -> String {
        var rest = Substring(text)
        if front { rest = rest.drop { !$0.isLetter } }
        if back { while let last = rest.last, !last.isLetter { rest.removeLast() } }
        return String(rest)
    }

    private static func unswapped(_ text: String, one: Character) -> String {
        String(
            text.map { character in
                switch character {
                case "4", "@": "a"
                case "8": "b"
                case "3": "e"
                case "6", "9": "g"
                case "1", "!", "|": one
                case "0": "o"
                case "5", "$": "s"
                case "7", "+": "t"
                case "2": "z"
                default: character
                }
            })
    }

    /// `abcabc` is `abc`; nil for what repeats nothing, or only one letter.
    private static func repeated(_ text: String) -> String? {
        let letters = Array(text)
        guard letters.count >= 4 else { return nil }
        for length in 2...(letters.count / 2) where letters.count % length == 0 {
            if letters.indices.allSatisfy({ letters[$0] == letters[$0 % length] }) { return String(letters.prefix(length)) }
        }
        return nil
    }

    /// A name as one word and each of its words; an address whole, and what stands before the `@`.
    private static func spellings(_ text: String) -> [String] {
        let local = text.contains("@") ? text.split(separator: "@").first.map(String.init) ?? "" : text
        return ([text, local] + local.split { !$0.isLetter }.map(String.init)).map { plain($0.lowercased()) }
    }

    private static func plain(_ text: String) -> String { text.filter { $0.isLetter || $0.isNumber } }

    private static let words: Set<String> = {
        guard let file = Bundle.module.url(forResource: "common-passwords", withExtension: "txt"), let text = try? String(contentsOf: file, encoding: .utf8)
        else {
            return []
        }
        return Set(text.split(separator: "\n").lazy.filter { !$0.hasPrefix("# ") }.map(String.init))
    }()
}
