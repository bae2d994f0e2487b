/// One row of one table, which can write itself as COPY text.
protocol TableRow: Sendable {
    static var table: String { get }
    static var columns: [String] { get }
    /// Every column, in the order of `columns`, without the newline.
    func write(to out: inout CopyText)
}
