/// What is wrong with one field of a form, in words for the person who filled it in.
package struct Problem: Error, Sendable, Hashable, Codable {
    package var field: String
    package var message: String

    package init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

/// Why a request is not answered as asked. Thrown by a handler; becomes an error page, or a problem of RFC 9457 under `/api/v1`.
package enum Refusal: Error, Sendable, Equatable {
    /// Also for what exists and may not be seen.
    case notFound
    /// It was here and has been taken away for good.
    case gone(String)
    case forbidden(String)
    case signInNeeded(returnTo: String)
    /// Somebody else changed it first.
    case conflict(String)
    case invalid([Problem])
    case malformed(String)
    case tooLarge(limit: String)
    case tooSlow(seconds: Int)
    case tooMany(retryAfterSeconds: Int)
    case unavailable(String)
    /// The house is closed for a while on purpose.
    case maintenance(String, retryAfterSeconds: Int)
    /// Something else is to be done first, and this is where.
    case elsewhere(Link, String)

    package var status: Int {
        switch self {
        case .notFound: 404
        case .gone: 410
        case .forbidden: 403
        case .signInNeeded: 401
        case .conflict: 409
        case .invalid: 422
        case .malformed: 400
        case .tooLarge: 413
        case .tooSlow: 408
        case .tooMany: 429
        case .unavailable, .maintenance: 503
        case .elsewhere: 403
        }
    }

    package var title: String {
        switch self {
        case .notFound: "There is nothing here"
        case .gone: "This is no longer here"
        case .forbidden: "This is not allowed"
        case .signInNeeded: "Sign in first"
        case .conflict: "Somebody was faster"
        case .invalid: "Some fields need another look"
        case .malformed: "The request could not be read"
        case .tooLarge: "That is too large"
        case .tooSlow: "That took too long"
        case .tooMany: "Too many tries"
        case .unavailable: "Not available for a moment"
        case .maintenance: "Closed for maintenance"
        case .elsewhere: "Something comes first"
        }
    }

    package var detail: String {
        switch self {
        case .notFound: "The address may be misspelt, or what it led to was removed."
        case .gone(let text), .forbidden(let text), .conflict(let text), .malformed(let text), .unavailable(let text), .maintenance(let text, _),
            .elsewhere(_, let text):
            text
        case .signInNeeded: "This page is for people who are signed in."
        case .invalid(let problems): problems.map(\.message).joined(separator: " ")
        case .tooLarge(let limit): "The limit is \(limit). Go back: what you typed is still there."
        case .tooSlow(let seconds): "It did not arrive within \(seconds) seconds, and nothing was stored. Please send it again."
        case .tooMany(let seconds): "Try again in \(seconds) seconds."
        }
    }
}
