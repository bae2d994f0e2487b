import Accounts
import Postgres

/// Which columns a merge knows: what a person is asked about, side by side, and what it settles by itself.
enum MergeColumns {
    /// One choice. Several columns that make sense together only are chosen together.
    struct Choice: Sendable {
        let name: String
        let label: String
        let columns: [String]
    }

    /// In `users`.
    static let ofPerson = ["full_name", "email"]

    /// Lists: what either says is kept. Tags are a table of their own.
    static let united = Set(ProfileFields.all.filter(\.isList).map(\.column))
    static let tags = "tags"

    /// The résumé and what hangs on it.
    static let resume = ["resume_sha256", "resume_file_name", "resume_url", "resume_last_updated", "resume_text", "resume_problem"]
    static let pay = ["currency", "current_ctc", "expected_ctc", "is_ctc_negotiable"]
    static let origin = ["source", "source_detail"]

    /// What must not decide is on no page but its own: of these the kept one's stays, unless it says nothing.
    static let silent = Set(ProfileFields.all.filter(\.isProtected).map(\.column) + ["owner_id"])

    static let choices: [Choice] = {
        let apart = united.union(pay).union(silent)
        let single = ProfileFields.all.filter { !apart.contains($0.column) }.map { Choice(name: $0.column, label: $0.label, columns: [$0.column]) }
        return [Choice(name: "full_name", label: "Name", columns: ["full_name"]), Choice(name: "email", label: "E-mail", columns: ["email"])] + single
            + [
                Choice(name: "pay", label: "Pay", columns: pay), Choice(name: "resume", label: "Résumé", columns: resume),
                Choice(name: "source", label: "Came by", columns: origin),
            ]
    }()

    /// Every column of `candidate_profiles` that a merge may write.
    static let ofProfile: [String] = choices.flatMap(\.columns).filter { !ofPerson.contains($0) } + silent.sorted()
}
