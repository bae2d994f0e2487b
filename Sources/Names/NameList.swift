import Foundation

/// The lists that come with this target: lines, with `# == …` before each part.
enum NameList {
    static func lines(_ name: String) -> [String] {
        guard let place = Bundle.module.url(forResource: name, withExtension: "txt"), let text = try? String(contentsOf: place, encoding: .utf8) else {
            return []
        }
        return text.split(separator: "\n").map(String.init)
    }

    static func section(_ line: String) -> String? { line.hasPrefix("# == ") ? String(line.dropFirst(5)) : nil }
}
