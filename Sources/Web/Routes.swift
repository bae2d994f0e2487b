import Foundation
import Hummingbird
import HTTPTypes
import NIOCore

/// Who may pass a route: a name for the table and a test, and what it checks before the handler runs.
package struct Gate: Sendable {
    package let name: String
    let admit: @Sendable (Ask) async throws -> Void

    package init(_ name: String, admit: @escaping @Sendable (Ask) async throws -> Void) {
        self.name = name
        self.admit = admit
    }

    package static let anyone = Gate("anyone") { _ in }
}

/// The table of all routes. Each is there twice: as a page, and under `/api/v1` with the same handler.
package final class Routes {
    package struct Entry: Sendable, Hashable {
        package let method: String
        package let path: String
        package let gate: String
    }

    private let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
    private let site: Site
    package private(set) var table: [Entry] = []

    package init(site: Site) {
        self.site = site
        router.add(middleware: Lost(site: site))
        let assets = site.assets
        router.get("assets/:name") { request, context in
            guard let asset = assets.byFingerprint[context.parameters.get("name") ?? ""] else { throw HTTPError(.notFound) }
            return asset.answer(accepting: request.headers[.acceptEncoding] ?? "", isTLS: site.isTLS)
        }
    }

    package typealias Handler = @Sendable (Ask) async throws -> Answer
    package typealias FormHandler = @Sendable (Ask, Form) async throws -> Answer

    package func get(_ path: String, _ gate: Gate, _ handler: @escaping Handler) { add(.get, path, gate, handler) }

    /// The handler is reached with the form read and known to come from a page of ours: no handler can forget to look.
    /// - Parameter upload: takes files too, each at most so large; a route without this takes none.
    package func post(_ path: String, _ gate: Gate, upload: UploadLimit? = nil, _ handler: @escaping FormHandler) {
        add(.post, path, gate) { ask in try await handler(ask, try await ask.form(upload: upload)) }
    }

    private func add(_ method: HTTPRequest.Method, _ path: String, _ gate: Gate, _ handler: @escaping Handler) {
        let site = site
        for isAPI in [false, true] {
            let place = (isAPI ? "/api/v1" : "") + path
            table.append(Entry(method: method.rawValue, path: place, gate: gate.name))
            router.on(RouterPath(place), method: method) { request, context in
                let ask = Ask(request: request, context: context, site: site, isAPI: isAPI)
                return await Reception(site: site, route: place, gate: gate, handler: handler).answer(ask)
            }
        }
    }

    /// Everything that no route takes gets our own "nothing here".
    var responder: some HTTPResponder<AppContext> { router.buildResponder() }
}

/// Turns "no such route" into a page or a problem of ours.
private struct Lost: RouterMiddleware {
    let site: Site

    func handle(_ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let ask = Ask(request: request, context: context, site: site, isAPI: request.uri.path.hasPrefix("/api/"))
            return await Reception(site: site, route: nil, gate: .anyone, handler: { _ in throw Refusal.notFound }).answer(ask)
        }
    }
}
