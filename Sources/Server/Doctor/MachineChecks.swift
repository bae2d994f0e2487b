import Accounts
import Documents
import Foundation
import Hiring
import LanguageModels
import Matching
import Messaging
import Web

/// What this machine and its files say.
struct MachineChecks: Sendable {
    let settings: Settings
    let files: FileStore
    let mail: MailSettings
    let meaning: Meaning
    let reader: LanguageModelReader
    let isScoring: @Sendable () -> Bool

    var all: [Check] { [post, storage, disk, similarity, reading, tools, secret, address, proxies] }

    private var post: Check {
        let advice = "See SHORTLIST_MAIL, or Mail server at /admin/settings; letters wait meanwhile and are sent later."
        return Check("Mail", advice: advice) {
            let route = try mail.route(), sender = try mail.sender()
            do { try await route.probe() } catch { return .bad("\(route.words): \(error)", advice) }
            guard case .folder(_) = route, !settings.isOnThisMachine else { return .ok("\(route.words), from \(sender.address)") }
            return .warning("letters are only \(route.words)", "Nobody gets them: set a mail server with SHORTLIST_MAIL or at /admin/settings.")
        }
    }

    private var storage: Check {
        let advice = "See that the user of this program may write into \(files.root.path), and that the disk is not full."
        return Check("Storage", advice: advice) {
            do {
                let proof = try await offTheLoop { try files.prove() }
                return .ok("a file was written, read back, compared and removed in \(proof.milliseconds) ms")
            } catch { return .bad(FileStore.words(of: error), advice) }
        }
    }

    private var disk: Check {
        Check("Disk space", advice: "The file system did not say.") {
            Self.verdict(free: try await offTheLoop { FileStore.free(at: settings.folder) })
        }
    }

    static func verdict(free: Int?) -> Check.Verdict {
        guard let free else { return .warning("unknown", "The file system did not say how much is free.") }
        let words = "\(FileStore.size(free)) free", advice = "Make room where SHORTLIST_VAR is."
        if free < 200_000_000 { return .bad(words, advice) }
        return free < 2_000_000_000 ? .warning(words, advice) : .ok(words)
    }

    private var similarity: Check {
        let advice = "Run scripts/setup, which fetches it; all else works without it, and skills are compared by their names alone."
        return Check("Model for semantic search", advice: advice) {
            guard isScoring() else { return .ok("off, by the setting ENABLE_MATCH_SCORES") }
            guard let embedder = await meaning.embedder(patience: .seconds(5)) else { return .warning(meaning.problem ?? "off: its file is missing", advice) }
            do {
                _ = try await embedder.embed(["warm"])
                let start = ContinuousClock.now
                _ = try await embedder.embed(["Backend engineer: Swift, PostgreSQL, Docker, Kubernetes, distributed systems"])
                let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
                return .ok("\(embedder.modelName) reads a short text in \((milliseconds * 10).rounded() / 10) ms")
            } catch let error as ModelServiceError {
                return .bad("\(error)", "See EMBEDDINGS_URL, EMBEDDINGS_MODEL and EMBEDDINGS_KEY at /admin/settings. Meanwhile search is by words.")
            }
        }
    }

    /// Not asked here: each question costs money. What came of the last one is told.
    private var reading: Check {
        Check("Model for reading", advice: "See LANGUAGE_MODEL_URL, LANGUAGE_MODEL_NAME and LANGUAGE_MODEL_KEY at /admin/settings.") {
            guard let name = reader.modelName else { return .ok("none is named: rules read résumés alone") }
            guard let problem = reader.problem else { return .ok("\(name) helps the rules") }
            return .warning("\(problem); rules read alone", "See LANGUAGE_MODEL_URL, LANGUAGE_MODEL_NAME and LANGUAGE_MODEL_KEY at /admin/settings.")
        }
    }

    private static let tools: [(name: String, use: String, isNeeded: Bool)] = [
        ("pdftohtml", "PDF", true), ("pdftoppm", "scanned PDF", true), ("prlimit", "limits for all of them", true), ("tesseract", "pictures of text", true),
        ("antiword", "DOC", true), ("vipsthumbnail", "portraits", false),
    ]

    private var tools: Check {
        Check("Tools for files", advice: "Run scripts/setup.") { Self.verdict(ofTools: Self.isInstalled) }
    }

    static func verdict(ofTools isInstalled: (String) -> Bool) -> Check.Verdict {
        let missing = tools.filter { !isInstalled($0.name) }
        guard !missing.isEmpty else { return .ok(tools.map(\.name).joined(separator: ", ")) }
        let words = "missing: " + missing.map { "\($0.name) (\($0.use))" }.joined(separator: ", ")
        let advice = "Install them (scripts/setup does), or such files cannot be read."
        return missing.contains { $0.isNeeded } ? .bad(words, advice) : .warning(words, advice)
    }

    private static func isInstalled(_ program: String) -> Bool {
        ["/usr/bin", "/usr/local/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    private var secret: Check {
        let file = settings.folder.appendingPathComponent("secret").path
        return Check("Secret key", advice: "See \(file).") {
            guard let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber else {
                return .warning("the rights of \(file) are unknown", "It should be readable by its owner only.")
            }
            guard mode.intValue & 0o077 == 0 else {
                return .bad(
                    "others on this machine may read or write \(file)",
                    "Run: chmod 600 \(file). If somebody may have read it, remove it and set the secrets anew.")
            }
            return .ok("readable by its owner only")
        }
    }

    private var address: Check {
        Check("Address", advice: "See SHORTLIST_ADDRESS.") {
            if settings.address.hasPrefix("https://") { return .ok(settings.address) }
            if settings.isOnThisMachine { return .ok("\(settings.address), reached from this machine alone") }
            return .warning("\(settings.address) is not encrypted", "Put a proxy with TLS in front, and set SHORTLIST_ADDRESS to https://….")
        }
    }

    private var proxies: Check {
        Check("Proxies", advice: "See SHORTLIST_PROXIES.") {
            let (trusted, isTLS) = (settings.proxies, settings.address.hasPrefix("https://"))
            if trusted.contains(where: { range in ["8.8.8.8", "203.0.113.1", "2001:db8::1"].contains(where: range.contains) }) {
                return .bad("everybody is believed about where they come from", "Name only your own proxies in SHORTLIST_PROXIES.")
            }
            if trusted.isEmpty, isTLS {
                return .warning(
                    "none is named, though something in front speaks TLS",
                    "Name its address in SHORTLIST_PROXIES; else all visitors share one address, and one limit.")
            }
            return .ok(trusted.isEmpty ? "none, and none is believed" : "\(trusted.count) named")
        }
    }
}
