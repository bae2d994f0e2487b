/// The languages that people say they speak: those of India's constitution, other large ones of India, and the world's.
package enum Languages {
    /// Language, then its other names.
    private static let list: [[String]] = """
        English
        Hindi
        Bengali|Bangla
        Marathi
        Telugu
        Tamil
        Gujarati
        Urdu
        Kannada
        Odia|Oriya
        Malayalam
        Punjabi
        Assamese
        Maithili
        Sanskrit
        Santali
        Kashmiri
        Nepali
        Konkani
        Sindhi
        Dogri
        Manipuri|Meitei
        Bodo
        Bhojpuri
        Rajasthani
        Marwari
        Chhattisgarhi
        Haryanvi
        Magahi
        Tulu
        Kodava|Coorgi
        Garhwali
        Kumaoni
        Khasi
        Mizo
        Garo
        Nagamese
        Ladakhi
        Arabic
        Spanish
        French
        German
        Portuguese
        Italian
        Dutch
        Russian
        Ukrainian
        Polish
        Czech
        Slovak
        Hungarian
        Romanian
        Bulgarian
        Greek
        Serbian
        Croatian
        Slovenian
        Turkish
        Persian|Farsi
        Dari
        Pashto
        Kurdish
        Hebrew
        Mandarin Chinese|Chinese|Mandarin
        Cantonese
        Japanese
        Korean
        Vietnamese
        Thai
        Khmer
        Lao
        Burmese
        Malay|Bahasa Melayu
        Indonesian|Bahasa Indonesia|Bahasa
        Javanese
        Filipino|Tagalog
        Sinhala|Sinhalese
        Tibetan
        Mongolian
        Kazakh
        Uzbek
        Azerbaijani
        Armenian
        Georgian
        Swedish
        Norwegian
        Danish
        Finnish
        Icelandic
        Estonian
        Latvian
        Lithuanian
        Irish
        Welsh
        Catalan
        Basque
        Galician
        Albanian
        Macedonian
        Bosnian
        Swahili
        Hausa
        Yoruba
        Igbo
        Zulu
        Xhosa
        Afrikaans
        Amharic
        Somali
        Tigrinya
        Kinyarwanda
        Shona
        Twi
        Latin
        Esperanto
        Indian Sign Language|ISL
        American Sign Language|ASL
        British Sign Language|BSL
        """.split(separator: "\n").map { $0.split(separator: "|").map(String.init) }

    private static let typeAhead = TypeAhead(list.enumerated().map { TypeAhead.Entry(names: $1, rank: $0) })
    private static let places: [String: Int] = list.enumerated().reduce(into: [:]) { table, line in
        for name in line.element { table[folded(name)] = line.offset }
    }

    package static var all: [String] { list.map { $0[0] } }

    /// The usual name of a language, nil where we do not know it.
    package static func canonicalName(_ text: String) -> String? {
        places[folded(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))].map { list[$0][0] }
    }

    package static func suggestions(for text: String, limit: Int = 8) -> [(language: String, name: String)] {
        typeAhead.hits(for: text, limit: limit).map { (list[$0.entry][0], $0.name) }
    }
}
