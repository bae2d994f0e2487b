import Accounts
import Foundation
import Postgres
import Web

enum ClientStatus: String, SQLEnum, Codable, CaseIterable {
    case active = "Active", inactive = "Inactive", blacklisted = "Blacklisted"
    static var sqlType: String { "client_status" }
}

/// What the tax office knows a client by.
struct CorporateIdentity: Codable, Sendable, Equatable {
    var gst: String?
    var pan: String?
}

/// A company that hires through the agency.
struct Client: RowDecodable {
    let id: ID<Client>
    let name: String
    let status: ClientStatus
    let version: Int
    let identity: CorporateIdentity
    let billingAddress: String?
    let contractStart, contractEnd: CalendarDate?
    let accountManagerID: ID<User>?
    let website, logo: String?

    init(row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        status = try row.get("status")
        version = try row.get("version")
        identity = try row.get("corporate_identity", as: JSON<CorporateIdentity>.self).value
        billingAddress = try row.get("billing_address")
        contractStart = try row.get("contract_start_date")
        contractEnd = try row.get("contract_end_date")
        accountManagerID = try row.get("account_manager_id")
        website = try row.get("website")
        logo = try row.get("logo_url")
    }
}

/// The fields of a client's form, checked.
struct ClientDraft: Sendable {
    var name: String
    var status: ClientStatus
    var identity: CorporateIdentity
    var billingAddress: String?
    var contractStart, contractEnd: CalendarDate?
    var accountManagerID: ID<User>?
    var website, logo: String?

    /// A valid draft, or every problem at once.
    static func read(_ form: Form) -> (draft: ClientDraft?, problems: [Problem]) {
        var problems: [Problem] = []
        func say(_ field: String, _ message: String) { problems.append(Problem(field, message)) }
        func text(_ name: String, _ longest: Int) -> String? {
            let value = form[name], length = value.unicodeScalars.count
            if length > longest { say(name, "This is \(length) characters long; at most \(longest) fit.") }
            return value.isEmpty ? nil : value
        }
        func date(_ name: String) -> CalendarDate? {
            let value = form[name], date = CalendarDate(value)
            if !value.isEmpty, date.map({ (1900...2200).contains($0.year) }) != true { say(name, "Write the date as year-month-day, such as 2026-12-31.") }
            return date
        }
        func address(_ name: String) -> String? {
            guard let value = text(name, 500) else { return nil }
            guard let link = Link(external: value), link.text.hasPrefix("http") else {
                say(name, "Write a whole address, such as https://example.com.")
                return nil
            }
            return value
        }
        let name = text("name", 200)
        if name == nil { say("name", "Write the company’s name.") }
        let gst = form["gst"].uppercased(), pan = form["pan"].uppercased()
        if !gst.isEmpty, !TaxNumber.isGST(gst) { say("gst", "A GSTIN has 15 characters, such as 27AAPFU0939F1ZV, and its last one must fit the others.") }
        if !pan.isEmpty, !TaxNumber.isPAN(pan) { say("pan", "A PAN has five letters, four digits and a letter, such as AAPFU0939F.") }
        if !gst.isEmpty, !pan.isEmpty, problems.isEmpty, !gst.dropFirst(2).hasPrefix(pan) { say("pan", "This PAN is not the one inside the GSTIN.") }
        let start = date("contract_start_date"), end = date("contract_end_date")
        if let start, let end, end < start { say("contract_end_date", "The contract ends before it begins.") }
        let manager = form["account_manager_id"].isEmpty ? nil : ID<User>(form["account_manager_id"])
        if !form["account_manager_id"].isEmpty, manager == nil { say("account_manager_id", "Choose a colleague from the list.") }
        let status = form["status"].isEmpty ? ClientStatus.active : ClientStatus(rawValue: form["status"])
        if status == nil { say("status", "Choose one from the list.") }
        let website = address("website"), logo = address("logo_url"), billing = text("billing_address", 2_000)
        guard problems.isEmpty, let name, let status else { return (nil, problems) }
        let identity = CorporateIdentity(gst: gst.isEmpty ? nil : gst, pan: pan.isEmpty ? nil : pan)
        return (
            ClientDraft(
                name: name, status: status, identity: identity, billingAddress: billing, contractStart: start, contractEnd: end, accountManagerID: manager,
                website: website, logo: logo), []
        )
    }
}

/// India's tax numbers. Source: the GSTN's published check-digit scheme and the Income Tax Department's form of the PAN.
enum TaxNumber {
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    static func isPAN(_ text: String) -> Bool { text.wholeMatch(of: /[A-Z]{5}[0-9]{4}[A-Z]/) != nil }

    /// Two digits of the state, the PAN, an entity number, Z, and a check digit: the others weighted 1, 2, 1, 2 …, base 36.
    static func isGST(_ text: String) -> Bool {
        guard text.wholeMatch(of: /[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]/) != nil else { return false }
        let values = text.compactMap { digits.firstIndex(of: $0) }
        let sum = values.dropLast().enumerated().reduce(0) { sum, item in
            let product = item.element * (item.offset.isMultiple(of: 2) ? 1 : 2)
            return sum + product / 36 + product % 36
        }
        return values.last == (36 - sum % 36) % 36
    }
}
