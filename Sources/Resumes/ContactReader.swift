internal import Foundation

/// How to reach a person: e-mail, phone and the addresses of their pages, from the text and from what can be clicked.
struct ContactReader {
    let text: ResumeText
    let sections: [Section]

    private static let social = [
        "facebook.", "twitter.", "x.com", "instagram.", "youtube.", "medium.com", "stackoverflow.", "quora.", "leetcode.",
        "hackerrank.", "codechef.", "codeforces.", "kaggle.", "behance.", "dribbble.", "skype", "telegram", "t.me", "wa.me",
        "google.", "goo.gl", "bit.ly", "fb.co", "scholar.", "researchgate.", "orcid.", "gitlab.", "bitbucket.", "fb.com",
        "mastodon.", "threads.net", "pinterest.", "hackerearth.", "geeksforgeeks.", "credly.", "coursera.", "udemy.",
    ]

    private var bodyLines: [ResumeText.Line] {
        sections.filter { $0.kind != .references }.flatMap(\.lines)
    }

    /// Lines in which people write how to reach them: the head, the contact part, and any line with an address in it.
    private var contactLines: [ResumeText.Line] {
        let own = sections.filter { $0.kind == .header || $0.kind == .contact }.flatMap { whole($0.lines) }
        let others = sections.filter { $0.kind != .header && $0.kind != .contact && $0.kind != .references }
            .flatMap(\.lines).filter { line in
                let lower = line.text.lowercased()
                return lower.contains("@") && lower.contains(".") || lower.contains("github.com/") || lower.contains("linkedin.com/")
            }
        return own + others
    }

    /// Addresses that a narrow column broke after a hyphen, a stop or a slash made whole.
    private func whole(_ lines: [ResumeText.Line]) -> [ResumeText.Line] {
        var lines = lines
        var index = 0
        while index + 1 < lines.count {
            let text = lines[index].cells[lines[index].cells.count - 1].text, next = lines[index + 1].cells[0].text
            let word = text.split(separator: " ").last.map(String.init) ?? ""
            let isAddress = word.contains("linkedin.") || word.contains("github.") || word.contains("@") || (next.contains("@") && text == word)
            if isAddress, let last = word.last, "-./_@".contains(last) || next.hasPrefix("@") || next.hasPrefix("/"), !next.contains(" "),
                lines[index].flow == lines[index + 1].flow, !next.contains(":")
            {
                lines[index].cells[lines[index].cells.count - 1].text = text + next
                lines[index + 1].cells.removeFirst()
                if lines[index + 1].cells.isEmpty { lines.remove(at: index + 1) }
            } else {
                index += 1
            }
        }
        return lines
    }

    func email(near name: String?) -> String? {
        var found = contactLines.flatMap { emails(in: $0.text) }
        found += text.links.filter { $0.target.lowercased().hasPrefix("mailto:") }.flatMap { emails(in: String($0.target.dropFirst(7))) }
        let refused = Set(sections.filter { $0.kind == .references }.flatMap(\.lines).flatMap { emails(in: $0.text) })
        let own = found.filter { !refused.contains($0) }
        let parts = Vocabulary.words(name ?? "").filter { $0.count > 2 }
        let named = own.prefix(4).first { address in parts.contains { address.lowercased().contains($0) } }
        return own.first.map { first in parts.isEmpty || named == nil ? first : parts.contains { first.lowercased().contains($0) } ? first : named ?? first }
    }

    private func emails(in text: String) -> [String] {
        text.matches(of: /[A-Za-z0-9][A-Za-z0-9._%+'\-]*@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}/).map { String($0.output.0) }
    }

    func phone() -> String? {
        let own = sections.filter { $0.kind == .header || $0.kind == .contact }.flatMap(\.lines)
        let labelled = bodyLines.filter { line in
            let lower = line.text.lowercased()
            return ["phone", "mobile", "tel:", "tel.", "cell", "mob", "contact", "call", "whatsapp", "@"].contains { lower.contains($0) }
        }
        let found = (own + labelled).flatMap(\.cells).compactMap { PhoneScanner.first(in: $0.text) }
        // A short number may be a post code or a box.
        if let phone = found.first(where: { $0.count(where: \.isNumber) > 8 }) ?? found.first { return phone }
        let link = text.links.first { $0.target.lowercased().hasPrefix("tel:") }
        return link.flatMap { PhoneScanner.first(in: String($0.target.dropFirst(4)).removingPercentEncoding ?? "") }
    }

    func linkedIn() -> String? {
        let clicked = text.links.map(\.target).filter { $0.lowercased().contains("linkedin.com/") }
        // Holding the patterns against every line took a fifth of the reading of a résumé.
        let written = (contactLines + bodyLines).map { joined($0.text) }.filter { $0.lowercased().contains("linkedin") }
        for place in clicked + written {
            if let match = place.firstMatch(of: /(?i)linkedin\.com\/(?:in|pub|profile)\/([^\s,|<>()"'\/?]+)/) {
                return "linkedin.com/in/" + String(match.output.1).trimmingCharacters(in: CharacterSet(charactersIn: "."))
            }
        }
        for place in written {
            if let match = place.firstMatch(of: /(?i)linkedin(?:\.com)?\s*[:\/]+\s*(?:\/?in\/)?@?([A-Za-z0-9][A-Za-z0-9\-_]{3,60})(?:\s|$|\|)/) {
                let slug = String(match.output.1)
                if !["linkedin", "http", "https", "profile", "github"].contains(slug.lowercased()) { return "linkedin.com/in/" + slug }
            }
        }
        return nil
    }

    func gitHub() -> String? {
        let clicked = text.links.map(\.target).filter { $0.lowercased().contains("github.com/") }
        let written = contactLines.map { joined($0.text) }
        for place in written + clicked {
            if let match = place.firstMatch(of: /(?i)github\.com\/([A-Za-z0-9][A-Za-z0-9\-]{0,38})\/?(?:[\s,|)?]|$)/) {
                return "github.com/" + String(match.output.1)
            }
        }
        for place in written {
            if let match = place.firstMatch(of: /(?i)\bgithub\s*[:\/]+\s*@?([A-Za-z0-9][A-Za-z0-9\-]{1,38})(?:\s|$|\|)/) {
                let user = String(match.output.1)
                if !["linkedin", "http", "https", "github", "www"].contains(user.lowercased()) { return "github.com/" + user }
            }
        }
        return nil
    }

    func portfolio() -> String? {
        let addresses = Set(contactLines.flatMap { emails(in: $0.text) }.compactMap { $0.split(separator: "@").last.map { $0.lowercased() } })
        for line in contactLines {
            let bare = emails(in: line.text).reduce(line.text) { $0.replacing($1, with: " ") }
            for match in bare.matches(of: /(?i)(?:https?:\/\/)?(?:[a-z0-9\-]+\.)+[a-z]{2,10}(?:\/[^\s|,<>()]*)?/) {
                let site = String(match.output)
                if isOwnSite(site, besides: addresses) { return tidy(site) }
            }
        }
        let heads = contactLines.map { $0.text.lowercased() }
        let limit = text.lines.first?.page ?? 0
        for (index, link) in text.links.enumerated() where link.page == limit && index < 12 {
            let label = link.label.lowercased()
            let stands = label.count > 3 && heads.contains { $0.contains(label) }
            if stands, isOwnSite(link.target, besides: addresses), link.target.hasPrefix("http") { return tidy(link.target) }
        }
        return nil
    }

    private func isOwnSite(_ site: String, besides mailHosts: Set<String>) -> Bool {
        let lower = site.lowercased().replacing("https://", with: "").replacing("http://", with: "").replacing("www.", with: "")
        let host = String(lower.prefix { $0 != "/" })
        let endings: Set<String> = [
            "com", "org", "net", "io", "dev", "me", "co", "in", "uk", "de", "fr", "app", "ai", "tech", "info", "xyz", "page",
            "site", "us", "ca", "eu", "design", "blog", "tv", "au", "nl", "ch", "it", "es", "pro", "studio", "art", "name", "edu",
            "online", "website", "cc", "id", "be", "se", "no", "fi", "pl", "br", "space", "works", "life", "world", "cloud",
        ]
        guard let ending = host.split(separator: ".").last, endings.contains(String(ending)), host.count > 4 else { return false }
        if ["linkedin.", "github.com", "gmail.", "yahoo.", "outlook.", "hotmail."].contains(where: { host.contains($0) }) { return false }
        // Names of tools end like addresses too.
        if ["asp.net", "node.js", "socket.io", "vb.net", "ado.net", "draw.io"].contains(host) { return false }
        if host.contains("tumblr.com") || host.contains("github.io") { return true }
        return !Self.social.contains { host.hasPrefix($0) || host.contains("." + $0) }
    }

    private func tidy(_ site: String) -> String {
        site.trimmingCharacters(in: CharacterSet(charactersIn: ".,;:/"))
    }

    /// `linkedin.com/in/ jane-doe`: a gap after a slash is the typesetter's.
    private func joined(_ text: String) -> String {
        text.replacing("/ ", with: "/").replacing(" /", with: "/")
    }
}

/// Finds a phone number among other figures.
enum PhoneScanner {
    static func first(in text: String) -> String? {
        let trimmed = text.replacing(/\S+:\/\/\S+/, with: " ").replacing(/(?i)(?:https?:\/\/)?\S+\.(?:com|org|net|io|in)\/\S*/, with: " ")
            .replacing(/\S+@\S+/, with: " ").replacing(/(?i)\b(?:box|pin(?:\s*code)?|zip(?:\s*code)?)[\s:.\-–]*\d[\d\-]*(?:\s\d{3}\b)?/, with: " ")
        for match in trimmed.matches(of: /(?:\(?\+?\(?\d)(?:[\d\s().\-–\/+]{5,22})\d/) {
            let candidate = String(match.output)
            if let phone = tidy(candidate) { return phone }
        }
        return nil
    }

    private static func tidy(_ candidate: String) -> String? {
        var text = candidate
        // Two numbers one after the other: the first is the one.
        if let slash = text.firstRange(of: " / ") ?? text.firstRange(of: "/") { text = String(text[..<slash.lowerBound]) }
        let digits = text.filter { $0.isNumber }
        guard (7...15).contains(digits.count), DateSpan.first(in: text) == nil || digits.count >= 10 else { return nil }
        if digits.count < 9, !text.contains("-"), !text.contains(" "), !text.contains("."), !text.contains("+") { return nil }
        if text.split(separator: " ").contains(where: { $0.count == 4 && (Int($0).map { (1950...2035).contains($0) } ?? false) }),
            digits.count == 8
        {
            return nil
        }
        if Set(digits).count == 1, digits.count < 7 { return nil }
        return text.trimmingCharacters(in: CharacterSet(charactersIn: " -./–"))
    }
}
