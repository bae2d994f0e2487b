package import Postgres

/// The SQL of users.
package enum Users {
    /// What a sign-in by password needs to know.
    struct Credentials: RowDecodable {
        let id: ID<User>
        let passwordHash: String?
        let isActive: Bool

        init(row: Row) throws {
            id = try row.get("id")
            passwordHash = try row.get("password_hash")
            isActive = try row.get("is_active")
        }
    }

    static func credentials(of email: EmailAddress) -> Query<Credentials> {
        Query("SELECT id, password_hash, status = 'Active' AS is_active FROM users WHERE email_key = \(email.key)")
    }

    static func viewer(_ id: ID<User>) -> Query<Viewer> {
        Query("SELECT id, role, full_name FROM users WHERE id = \(id) AND status = 'Active'")
    }

    /// The longest-serving active person of a role.
    package static func first(of role: UserRole) -> Query<Viewer> {
        Query("SELECT id, role, full_name FROM users WHERE role = \(role) AND status = 'Active' ORDER BY created_at, id LIMIT 1")
    }

    package static func find(_ email: EmailAddress) -> Query<Viewer> {
        Query("SELECT id, role, full_name FROM users WHERE email_key = \(email.key) AND status = 'Active'")
    }

    package static func creating(_ id: ID<User>, name: String, email: EmailAddress, role: UserRole, passwordHash: String?) -> Command {
        Command(
            """
            INSERT INTO users (id, email, email_key, full_name, role, password_hash, is_verified)
            VALUES (\(id), \(email.text), \(email.key), \(name), \(role), \(passwordHash), \(passwordHash != nil))
            """)
    }

    /// Where a person's mail goes; nil for who has no address.
    struct Mailbox: RowDecodable {
        let email: EmailAddress?

        init(row: Row) throws {
            let text: String? = try row.get("email")
            email = text.flatMap { EmailAddress($0) }
        }
    }

    static func mailbox(_ id: ID<User>) -> Query<Mailbox> { Query("SELECT email FROM users WHERE id = \(id)") }

    /// Puts another hash in the place of one that is still there.
    static func changingPassword(of id: ID<User>, from old: String, to new: String) -> Command {
        Command("UPDATE users SET password_hash = \(new) WHERE id = \(id) AND password_hash = \(old)")
    }

    /// Who has an address, active or not.
    static func owner(of email: EmailAddress) -> Query<One<ID<User>>> {
        Query("SELECT id FROM users WHERE email_key = \(email.key) OR email = \(email.text)")
    }

    static func settingPassword(of id: ID<User>, to hash: String) -> Command {
        Command("UPDATE users SET password_hash = \(hash), version = version + 1 WHERE id = \(id)")
    }

    /// To one that was proved. Breaks `users_email_key_unique` or `users_email_unique` where somebody else has it.
    static func changingEmail(of id: ID<User>, to email: EmailAddress) -> Command {
        Command("UPDATE users SET email = \(email.text), email_key = \(email.key), is_verified = true, version = version + 1 WHERE id = \(id)")
    }

    static func signedIn(_ id: ID<User>) -> Command {
        Command("UPDATE users SET last_login = now(), last_active = now() WHERE id = \(id)")
    }

    /// Whether anybody at the agency can sign in with a password. Nobody can in a fresh demo.
    package static var hasPassword: Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM users WHERE role <> 'CANDIDATE' AND status = 'Active' AND password_hash IS NOT NULL) AS has")
    }

    package static var hasAdmin: Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM users WHERE role = 'ADMIN' AND status = 'Active') AS has")
    }

    /// Whether any ADMIN can come in: one who was invited and never came might never come.
    static var hasAdminWhoCame: Query<One<Bool>> {
        Query(
            """
            SELECT EXISTS (SELECT FROM users WHERE role = 'ADMIN' AND status = 'Active'
                AND NOT (invited_at IS NOT NULL AND password_hash IS NULL AND last_login IS NULL)) AS has
            """)
    }

    /// People a job can be given to; whoever has it stays among them after they left, so that saving takes nothing away.
    package static func recruiters(keeping id: ID<User>?) -> Query<Viewer> { colleagues(of: "'RECRUITER', 'MANAGER', 'ADMIN'", keeping: id) }

    /// People a client can be given to.
    package static func accountManagers(keeping id: ID<User>?) -> Query<Viewer> { colleagues(of: "'SALES', 'MANAGER', 'ADMIN'", keeping: id) }

    private static func colleagues(of roles: SQL, keeping id: ID<User>?) -> Query<Viewer> {
        Query(
            """
            SELECT id, role, full_name FROM users WHERE role IN (\(roles)) AND status = 'Active' OR id = \(id) AND role <> 'CANDIDATE'
            ORDER BY full_name, id LIMIT 500
            """)
    }
}
