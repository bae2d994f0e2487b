import Foundation
import TestKit

/// ZIP archives and people for imports.
enum Packed {
    static func zip(_ files: [(name: String, data: Data)]) -> Data { SampleZip.make(files.map { .init(name: $0.name, content: $0.data) }) }

    /// A résumé of somebody else.
    static func resume(_ name: String, email: String, phone: String, role: String = "Engineer") -> Data {
        Data(
            """
            \(name)
            \(email) | \(phone) | Pune, India

            Skills
            Swift, PostgreSQL, Docker

            Experience
            \(role), Northwind Payments
            March 2021 - Present
            - Built the ledger.

            Education
            B.E. Computer Science, Pune University, 2018
            """.utf8)
    }

    static func table(_ count: Int, from first: Int = 0) -> String {
        let rows = (first..<first + count).map {
            "Person Number\($0),person\($0)@bulk.example,+91 90000 \(String(10_000 + $0)),Engineer,5 Year(s),12.5,30 days,Pune,\"Swift, SQL\""
        }
        return (["Candidate Name,Email ID,Mobile No,Designation,Total Exp,Current CTC(In Lakhs),Notice Period,Current Location,Key Skills"] + rows).joined(
            separator: "\r\n")
    }
}
