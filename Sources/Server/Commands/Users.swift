import Accounts
import ArgumentParser
import Foundation
import Logging
import Postgres
import Web

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "People who work here.", subcommands: [Create.self, Invite.self, Deactivate.self, SignInLink.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person, and print a link that signs them in once.",
            discussion: "The password, if one is wanted, is read from standard input: an argument would be seen by everyone on the machine.")

        @Option(help: "As colleagues know them.")
        var name: String

        @Option(help: "Their address.")
        var email: String

        @Option(help: "ADMIN, MANAGER, RECRUITER or SALES.")
        var role: String

        @Flag(help: "Read a password from standard input.")
        var password = false

        func run() async throws {
            guard let role = UserRole(rawValue: role.uppercased()), role != .candidate else {
                throw ValidationError("--role may be ADMIN, MANAGER, RECRUITER or SALES.")
            }
            guard let address = EmailAddress(email) else { throw ValidationError("“\(email)” is no e-mail address.") }
            guard (1...200).contains(name.unicodeScalars.count) else { throw ValidationError("--name takes 1 to 200 characters.") }
            let hash = try await passwordHash()
            try await withHouse { pool, settings in
                let id = ID<User>()
                do {
                    try await pool.run(Users.creating(id, name: name, email: address, role: role, passwordHash: hash))
                } catch let error as PostgresError where error.isUniqueViolation {
                    throw ValidationError(
                        "Somebody has the address \(email) already, as a colleague or as a candidate who applied with it. Use another address.")
                }
                try await pool.run(
                    ActivityLog.recording("CREATED_USER", severity: .success, by: nil, of: ("user", id.uuid), "\(name) was added at the command line."))
                print("\(name) is \(role.rawValue). Signs in once within a day: \(settings.address)\(try await SignInLinks.make(for: id, in: pool).text)")
            }
        }

        private func passwordHash() async throws -> String? {
            guard password else { return nil }
            guard let line = readLine(strippingNewline: true) else { throw ValidationError("Give the password as a line on standard input.") }
            if let problem = Password.problem(with: line) { throw ValidationError(problem) }
            return try await Password.hash(line)
        }
    }

    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write to a person, who then chooses a password.")

        @Option(help: "As colleagues know them.")
        var name: String

        @Option(help: "Their address.")
        var email: String

        @Option(help: "ADMIN, MANAGER, RECRUITER or SALES.")
        var role: String

        func run() async throws {
            guard let role = UserRole(rawValue: role.uppercased()), role.isStaff else {
                throw ValidationError("--role may be ADMIN, MANAGER, RECRUITER or SALES.")
            }
            guard let address = EmailAddress(email) else { throw ValidationError("“\(email)” is no e-mail address.") }
            guard (1...200).contains(name.unicodeScalars.count) else { throw ValidationError("--name takes 1 to 200 characters.") }
            let person = Invitee(name: name, email: address, role: role)
            try await withHouse { pool, settings in
                let house = try House(settings: settings, database: pool, logger: Logger(label: "shortlist"))
                guard try await !Invitations.invite([person], by: .commandLine, from: house.office(try house.site())).isEmpty else {
                    let fate = try await Invitations.fates(of: [person], in: pool)
                    throw ValidationError("Whoever has this address \(fate.first?.words ?? "is here already").")
                }
                print("\(person.name) is invited as \(person.role.rawValue). The letter goes out while “shortlist serve” or “shortlist work” runs.")
            }
        }
    }

    struct Deactivate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shut a person out: they are signed out everywhere and cannot come in again.")

        @Option(help: "The person with this address.")
        var email: String

        func run() async throws {
            guard let address = EmailAddress(email) else { throw ValidationError("“\(email)” is no e-mail address.") }
            try await withHouse { pool, _ in
                guard let person = try await pool.first(Users.find(address)) else { throw ValidationError("There is no such active person.") }
                do {
                    try await Employment.deactivate([person.id], by: .commandLine, in: pool)
                } catch Employment.Failure.lastAdmin {
                    throw ValidationError("\(person.name) is the last active administrator. Make somebody else one first.")
                }
                print("\(person.name) is deactivated.")
            }
        }
    }

    struct SignInLink: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "link", abstract: "Print a link that signs a person in once within a day.")

        @Option(help: "The first active person of this role.")
        var role: String?

        @Option(help: "The person with this address.")
        var email: String?

        func validate() throws {
            guard (role == nil) != (email == nil) else { throw ValidationError("Give either --role or --email.") }
        }

        func run() async throws {
            let query: Query<Viewer>
            if let role {
                guard let role = UserRole(rawValue: role.uppercased()) else {
                    throw ValidationError("--role may be \(UserRole.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                query = Users.first(of: role)
            } else {
                guard let address = EmailAddress(email ?? "") else { throw ValidationError("“\(email ?? "")” is no e-mail address.") }
                query = Users.find(address)
            }
            try await withHouse { pool, settings in
                guard let person = try await pool.first(query) else { throw ValidationError("There is no such active person.") }
                print("\(person.name), \(person.role.rawValue): \(settings.address)\(try await SignInLinks.make(for: person.id, in: pool).text)")
            }
        }
    }
}

/// A short visit to the database of this installation.
private func withHouse(_ body: @Sendable (Pool, Settings) async throws -> Void) async throws {
    let installation = try await Installation()
    try await installation.withDatabase { url in
        try await installation.migrate(url)
        let pool = Pool(url: url, size: 1, logger: installation.logger)
        defer { pool.close() }
        try await body(pool, installation.settings)
    }
}
