import Documents
import Foundation
import Synchronization
import Web

/// Makes a portrait of a picture: 256 pixels square, WebP, without anything that the camera wrote into it.
enum Portrait {
    static let side = 256

    /// Pictures are unpacked by a program of their own, held to limits; so many at a time.
    private static let mostAtATime = 3
    private static let atWork = Atomic<Int>(0)

    private static let limits: ExtractionLimits = {
        var limits = ExtractionLimits()
        limits.wallTime = .seconds(20)
        limits.cpuSeconds = 10
        limits.memoryBytes = 768 << 20
        return limits
    }()

    /// - Returns: the bytes of a WebP file.
    /// - Throws: `Picture.Refused`, or `Refusal.tooMany` where too many are being made.
    static func make(of file: URL) async throws -> Data {
        let data = try await offTheLoop { try Data(contentsOf: file) }
        let picture = try Picture(data)
        defer { atWork.subtract(1, ordering: .relaxed) }
        guard atWork.add(1, ordering: .relaxed).newValue <= mostAtATime else { throw Refusal.tooMany(retryAfterSeconds: 3) }
        return try await shrunk(data, picture)
    }

    private static func shrunk(_ data: Data, _ picture: Picture) async throws -> Data {
        let folder = try ScratchFolder(), source = folder.url.appending(path: "picture.\(picture.kind.rawValue)"),
            made = folder.url.appending(path: "portrait.webp")
        try await offTheLoop { try data.write(to: source) }
        let outcome: LimitedProcess.Outcome
        do {
            outcome = try await LimitedProcess(program: "vipsthumbnail", limits: limits, environment: ["VIPS_BLOCK_UNTRUSTED": "1"]).run(
                [
                    source.path, "--vips-concurrency=1", "--size=\(side)x\(side)", "--smartcrop=centre", "--export-profile=srgb",
                    "--output=\(made.path)[strip,Q=82]",
                ], in: folder)
        } catch ExtractionFailure.toolMissing {
            throw Picture.Refused.unavailable
        } catch ExtractionFailure.timeout {
            throw Picture.Refused.tooManyPixels
        }
        // libvips goes on where a file ends too early, and says so.
        guard outcome.status == 0, !outcome.complaint.contains("VIPS-WARNING") else { throw Picture.Refused.damaged }
        guard let bytes = try? await offTheLoop({ try Data(contentsOf: made) }), let plain = PlainWebP.stripped(bytes) else { throw Picture.Refused.damaged }
        return plain
    }
}
