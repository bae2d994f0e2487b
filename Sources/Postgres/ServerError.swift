private import CLibPQ

extension PostgresError {
    /// What the server said, without what it quotes of the data.
    init(result: OpaquePointer, cancelled: Bool) {
        func field(_ code: UnicodeScalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        // PG_DIAG_… are character constants, which Swift does not import: SQLSTATE, message, constraint, table, column, severity.
        let state = field("C")
        let primary = field("M") ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
        let message = PostgresError.withoutData(primary, state: state)
        let isFatal = ["FATAL", "PANIC"].contains(field("V") ?? field("S") ?? "")
        self.init(.connectionLost, message, constraint: field("n"), table: field("t"), column: field("c"))
        guard let state, !isFatal else { return }
        kind =
            switch state {
            case "57014": cancelled || !primary.contains("statement timeout") ? .cancelled : .timedOut
            case "57P01", "57P02", "57P03": .connectionLost
            default: .server(sqlState: state)
            }
    }

    /// Class 22 is bad data, and quotes it: `invalid input syntax for type uuid: "…"`.
    private static func withoutData(_ message: String, state: String?) -> String {
        let line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard state?.hasPrefix("22") == true else { return line }
        return line.split(separator: "\"", maxSplits: 1, omittingEmptySubsequences: false).first.map { String($0) } ?? ""
    }
}
