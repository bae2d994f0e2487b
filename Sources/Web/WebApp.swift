import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The server: limits on what comes in, and a stop that lets running requests end.
package struct WebApp: Service {
    private let application: any ApplicationProtocol

    /// - Parameter port: 0 takes a free one; `onReady` is told which.
    package init(routes: Routes, host: String, port: Int, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void = { _ in }) {
        var limits = HTTP1Channel.Configuration.DecoderConfiguration()
        limits.maxHeaderFieldSize = 16 * 1024
        limits.maxHeaderListSize = 32 * 1024
        limits.maxHeaderFieldCount = 100
        let decoder = limits
        application = Application(
            responder: routes.responder,
            server: HTTPServerBuilder { responder in
                OnTheLoop(inner: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(75), httpDecoderConfiguration: decoder)))
            },
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger)
    }

    package func run() async throws { try await application.run() }
}
