import Foundation

/// A file that the operating system pages into memory as it is read: the model costs only the pages it touches, and several
/// processes share them.
final class MappedFile {
    let bytes: UnsafeRawBufferPointer

    init(_ url: URL) throws(EmbedderError) {
        let path = url.path
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw .modelMissing(path: path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else {
            throw .modelUnreadable(path: path, reason: "it is empty")
        }
        let length = Int(status.st_size)
        guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw .modelUnreadable(path: path, reason: String(cString: strerror(errno)))
        }
        bytes = UnsafeRawBufferPointer(start: start, count: length)
    }

    /// Advice only: nothing depends on whether the system takes it.
    func expectScatteredReads(from start: UnsafeRawPointer, bytes count: Int) {
        let page = Int(getpagesize())
        let begin = UnsafeRawPointer(bitPattern: (UInt(bitPattern: start) + UInt(page) - 1) & ~UInt(page - 1))
        guard let begin, let end = UnsafeRawPointer(bitPattern: UInt(bitPattern: start + count) & ~UInt(page - 1)), end > begin else { return }
        _ = madvise(UnsafeMutableRawPointer(mutating: begin), end - begin, Int32(MADV_RANDOM))
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
