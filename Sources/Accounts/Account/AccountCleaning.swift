package import Postgres

/// What accounts leave behind that has had its time; once a day.
package enum AccountCleaning {
    package static let all: [Command] = [
        Command("DELETE FROM sign_in_failures WHERE last_at < now() - interval '2 days'"),
        Command("DELETE FROM known_devices WHERE last_seen_at < now() - interval '400 days'"),
        Command("DELETE FROM two_factors WHERE confirmed_at IS NULL AND created_at < now() - interval '1 day'"),
    ]
}
