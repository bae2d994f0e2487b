private import CCurl
private import Foundation

/// Mail through an SMTP server, by libcurl, one connection a letter.
package struct SMTPMailer: Mailer {
    package let server: SMTPServer
    /// To reach the server, TLS included.
    package let connectLimit: Duration
    /// For the whole conversation.
    package let totalLimit: Duration

    package init(server: SMTPServer, connectLimit: Duration = .seconds(10), totalLimit: Duration = .seconds(60)) {
        self.server = server
        self.connectLimit = connectLimit
        self.totalLimit = totalLimit
    }

    /// Ends early when the task is cancelled.
    package func deliver(_ letter: Letter) async throws {
        guard Self.isCurlReady else { throw MailFailure.notNow(reason: "libcurl does not start", reply: 0) }
        let stop = Stop()
        let outcome = try await withTaskCancellationHandler {
            try await MailThreads.run { send(letter, stop: stop) }
        } onCancel: {
            stop.now()
        }
        if let failure = try failure(of: outcome) { throw failure }
    }

    /// Greets the server and signs in, TLS included, without sending anything.
    func probe() async throws {
        guard Self.isCurlReady else { throw MailFailure.notNow(reason: "libcurl does not start", reply: 0) }
        let stop = Stop()
        let outcome = try await withTaskCancellationHandler {
            try await MailThreads.run {
                talk(texts: [url + "/shortlist.invalid", server.username, server.password, nil, nil, server.authorityFile], bytes: Data(), stop: stop) {
                    shortlist_smtp_probe(&$0)
                }
            }
        } onCancel: {
            stop.now()
        }
        if let failure = try failure(of: outcome) { throw failure }
    }

    /// Run once by the language's own lock, before the first sending.
    private static let isCurlReady = shortlist_curl_start() == 0

    private func failure(of outcome: Outcome) throws -> MailFailure? {
        let isPermanent = (500...599).contains(outcome.reply)
        switch outcome.code {
        case 0: return nil
        case SHORTLIST_CURL_STOPPED: throw CancellationError()
        case SHORTLIST_CURL_TIMED_OUT: return .timedOut
        case SHORTLIST_CURL_LOGIN_DENIED: return .signInRefused
        // SEND_ERROR: a "no" to sender, recipient or DATA. WEIRD_REPLY is either the "no" after the letter, or that of a
        // server which turns everybody away when greeted; only the first is about the letter.
        case SHORTLIST_CURL_SEND_ERROR where isPermanent, SHORTLIST_CURL_WEIRD_REPLY where isPermanent && outcome.wasUploaded:
            return .refused(reply: outcome.reply)
        default: return .notNow(reason: outcome.reason, reply: outcome.reply)
        }
    }

    private struct Outcome: Sendable {
        var code: Int
        var reply: Int
        var wasUploaded: Bool
        var reason: String
    }

    private var url: String {
        let host = server.host.contains(":") && !server.host.hasPrefix("[") ? "[\(server.host)]" : server.host
        return "\(server.isWrapped ? "smtps" : "smtp")://\(host):\(server.port)"
    }

    private var tls: Int32 {
        switch server.startTLS {
        case .none: Int32(SHORTLIST_TLS_NONE.rawValue)
        case .offered: Int32(SHORTLIST_TLS_OFFERED.rawValue)
        case .required: Int32(SHORTLIST_TLS_REQUIRED.rawValue)
        }
    }

    private func send(_ letter: Letter, stop: Stop) -> Outcome {
        let texts: [String?] = [
            url + "/" + letter.sender.domain, server.username, server.password, "<\(letter.sender.address)>",
            "<\(letter.message.recipient.address)>", server.authorityFile,
        ]
        return talk(texts: texts, bytes: letter.bytes, stop: stop) { shortlist_smtp_send(&$0) }
    }

    /// - Parameter texts: address of the server, user name, password, sender, recipient, file of the authority.
    private func talk(texts: [String?], bytes: Data, stop: Stop, _ talk: (inout shortlist_mail) -> shortlist_mail_result) -> Outcome {
        let copies = texts.map { $0.flatMap { strdup($0) } }
        defer { copies.forEach { free($0) } }
        let result = bytes.withUnsafeBytes { bytes in
            var mail = shortlist_mail(
                url: copies[0], username: copies[1], password: copies[2], sender: copies[3], recipient: copies[4],
                bytes: bytes.bindMemory(to: UInt8.self).baseAddress, length: bytes.count,
                connect_milliseconds: connectLimit.milliseconds, total_milliseconds: totalLimit.milliseconds,
                tls: tls, ca_file: copies[5], stop: stop.pointer)
            return talk(&mail)
        }
        let reason = withUnsafeBytes(of: result.reason) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return Outcome(code: Int(result.code), reply: Int(result.reply), wasUploaded: result.was_uploaded != 0, reason: reason)
    }
}

/// Stops a sending from another thread.
///
/// Unchecked, because the flag behind the pointer is a C atomic, and it is freed when nobody holds it any more.
private final class Stop: @unchecked Sendable {
    let pointer = shortlist_stop_new()
    func now() { shortlist_stop_now(pointer) }
    deinit { shortlist_stop_free(pointer) }
}

extension Duration {
    fileprivate var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
