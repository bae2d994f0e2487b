import Hummingbird
import NIOCore

extension Answer {
    /// An answer that is made while it is sent, so that it never lies in memory whole: for exports.
    ///
    /// Where `write` throws, the line is cut, so that the half of an export cannot pass for a whole one.
    /// - Parameter write: sends a piece at each call, and waits where the visitor reads slowly.
    package static func stream(type: String, _ write: @escaping @Sendable (_ send: ([UInt8]) async throws -> Void) async throws -> Void) -> Answer {
        let body = ResponseBody { writer in
            try await write { bytes in try await writer.write(ByteBuffer(bytes: bytes)) }
            try await writer.finish(nil)
        }
        return Answer(body: .stream(type: type, body: body), status: .ok)
    }
}
