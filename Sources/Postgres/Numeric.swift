package import Foundation

extension Decimal: SQLValue {
    package static var columnType: ColumnType { ColumnType("numeric", oid: 1700, arrayOID: 1231) }
    package var content: Binding.Content { textContent }
    package func writeText(to out: inout [UInt8]) { out.append(contentsOf: (isNaN ? "NaN" : description).utf8) }

    /// Refuses what Foundation's 38 digits cannot hold rather than rounding it in silence.
    package init(column: Column) throws {
        guard column.type == KnownType.numeric else {
            self = Decimal(try Int64(anyInteger: column))
            return
        }
        let number = try NumericBytes(column)
        if number.isNaN { self = .nan; return }
        guard number.significantDigits <= 38, let value = Decimal(string: number.text) else {
            throw ColumnMismatch("numeric with more than 38 digits")
        }
        self = value
    }
}

/// PostgreSQL's numeric in binary: digits to the base of 10,000, the weight of the first, a sign and the scale shown.
struct NumericBytes {
    private var digits: [Int] = []
    private var weight = 0
    private var sign: UInt16 = 0
    private var scale = 0

    init(_ column: Column) throws {
        guard column.bytes.count >= 8 else { throw ColumnMismatch(column) }
        let count = Int(column.integer(UInt16.self))
        guard column.bytes.count == 8 + 2 * count else { throw ColumnMismatch(column) }
        weight = Int(column.integer(Int16.self, at: 2))
        sign = column.integer(UInt16.self, at: 4)
        scale = Int(column.integer(UInt16.self, at: 6))
        digits = (0..<count).map { Int(column.integer(Int16.self, at: 8 + 2 * $0)) }
        if sign == 0xD000 || sign == 0xF000 { throw ColumnMismatch("an infinite numeric") }
    }

    var isNaN: Bool { sign == 0xC000 }

    var text: String {
        if isNaN { return "nan" }
        let whole = weight < 0 ? "0" : (0...weight).map { $0 == 0 ? String(digit($0)) : group(digit($0)) }.joined()
        guard scale > 0 else { return (sign == 0x4000 ? "-" : "") + whole }
        let fraction = (1...((scale + 3) / 4)).map { group(digit(weight + $0)) }
        return (sign == 0x4000 ? "-" : "") + whole + "." + fraction.joined().prefix(scale)
    }

    var significantDigits: Int {
        let bare = text.filter { $0 != "-" && $0 != "." }.drop { $0 == "0" }
        return bare.reversed().drop { $0 == "0" }.count
    }

    /// The group at `index`, counted from the first one kept; 0 outside of them.
    private func digit(_ index: Int) -> Int { digits.indices.contains(index) ? digits[index] : 0 }

    private func group(_ value: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: 4 - text.count) + text
    }
}
