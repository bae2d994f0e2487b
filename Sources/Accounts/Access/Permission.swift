/// What somebody may do here: a verb of the trade. Which roles may, and on which rows, is in `Permission.rules`; every route names one.
///
/// The raw value is its name for API tokens, the activity log and `docs/permissions.md`.
package enum Permission: String, CaseIterable, Sendable, Codable {
    // in public
    case browseJobs = "browse-jobs"
    case apply
    case followByLink = "follow-by-link"
    case signIn = "sign-in"
    case seeLocalMail = "see-local-mail"
    // one's own
    case lookAfterAccount = "look-after-account"
    case followApplications = "follow-applications"
    case keepOwnProfile = "keep-own-profile"
    // recruiting
    case workQueue = "work-queue"
    case seeJobs = "see-jobs"
    case editJobs = "edit-jobs"
    case publishJobs = "publish-jobs"
    case seeApplications = "see-applications"
    case moveApplications = "move-applications"
    case seeCandidates = "see-candidates"
    case editCandidates = "edit-candidates"
    case inviteCandidates = "invite-candidates"
    case importCandidates = "import-candidates"
    case mergeCandidates = "merge-candidates"
    case eraseCandidates = "erase-candidates"
    case downloadResumes = "download-resumes"
    case seePay = "see-pay"
    case seeProtectedFacts = "see-protected-facts"
    // selling
    case seeClients = "see-clients"
    case editClients = "edit-clients"
    // the office
    case seeActivity = "see-activity"
    case exportActivity = "export-activity"
    case seePeople = "see-people"
    case managePeople = "manage-people"
    case changeSettings = "change-settings"
    case seeDoctor = "see-doctor"

    /// What it is, after “may”.
    package var words: String {
        switch self {
        case .browseJobs: "read the open jobs"
        case .apply: "apply for an open job"
        case .followByLink: "follow one application, or read the receipt of an erasure, by its private link"
        case .signIn: "sign in, take up an invitation, ask for a new password"
        case .seeLocalMail: "read the mail that a developer's own installation keeps instead of sending"
        case .lookAfterAccount: "look after their own name, portrait, password, second factor, sessions and API tokens"
        case .followApplications: "follow and withdraw their own applications"
        case .keepOwnProfile: "keep their own profile, take a copy of all that is held about them, and have it erased"
        case .workQueue: "work their own action queue"
        case .seeJobs: "see jobs at the desk"
        case .editJobs: "write and change jobs"
        case .publishJobs: "publish and close jobs"
        case .seeApplications: "see who applied for a job, and how it went"
        case .moveApplications: "move an application to another stage"
        case .seeCandidates: "find candidates and read their profiles"
        case .editCandidates: "write and change candidates' profiles, review what was read in a résumé, tag them"
        case .importCandidates: "import résumés and lists of candidates"
        case .mergeCandidates: "say which profiles are one person, merge them, and undo it"
        case .eraseCandidates: "erase a candidate who asks for it"
        case .inviteCandidates: "invite somebody who was found elsewhere to claim their profile"
        case .downloadResumes: "download a résumé"
        case .seePay: "see what a candidate earns and expects"
        case .seeProtectedFacts: "read gender, marital status, date of birth, category and disability"
        case .seeClients: "see clients"
        case .editClients: "write and change clients"
        case .seeActivity: "read the activity trail"
        case .exportActivity: "export the activity trail"
        case .seePeople: "see who has an account"
        case .managePeople: "invite, deactivate and change people with an account"
        case .changeSettings: "change the settings of the installation"
        case .seeDoctor: "see how the installation fares"
        }
    }
}

/// On which rows a permission holds.
package enum Reach: String, Sendable, CaseIterable {
    /// What is about the person, or belongs to them.
    case own
    /// What is on their desk: the jobs that they recruit for, the clients whose account they manage, and what hangs on those.
    case assigned
    /// Everything but confidential jobs of others, and what hangs on those.
    case open
    case all
}

extension Permission {
    /// The one table of who may do what. What stands nowhere in it may nobody.
    package static let rules: [Permission: [UserRole: Reach]] = [
        .browseJobs: everyone(.all),
        .apply: everyone(.all),
        .followByLink: everyone(.own),
        .signIn: everyone(.own),
        .seeLocalMail: everyone(.all),
        .lookAfterAccount: everyone(.own),
        .followApplications: everyone(.own),
        .keepOwnProfile: everyone(.own),
        .workQueue: [.admin: .own, .manager: .own, .recruiter: .own],
        .seeJobs: [.admin: .all, .manager: .all, .recruiter: .open, .sales: .assigned],
        .editJobs: [.admin: .all, .manager: .all, .recruiter: .open],
        .publishJobs: [.admin: .all, .manager: .all, .recruiter: .open],
        .seeApplications: [.admin: .all, .manager: .all, .recruiter: .open],
        .moveApplications: [.admin: .all, .manager: .all, .recruiter: .open],
        .seeCandidates: [.admin: .all, .manager: .all, .recruiter: .all],
        .editCandidates: [.admin: .all, .manager: .all, .recruiter: .all],
        .importCandidates: [.admin: .all, .manager: .all, .recruiter: .all],
        .mergeCandidates: [.admin: .all, .manager: .all, .recruiter: .all],
        .eraseCandidates: [.admin: .all, .manager: .all],
        .inviteCandidates: [.admin: .all, .manager: .all, .recruiter: .all],
        .downloadResumes: [.admin: .all, .manager: .all, .recruiter: .all],
        .seePay: [.admin: .all, .manager: .all, .recruiter: .all],
        .seeProtectedFacts: [.admin: .all, .manager: .all, .recruiter: .assigned],
        .seeClients: [.admin: .all, .manager: .all, .recruiter: .all, .sales: .all],
        .editClients: [.admin: .all, .manager: .all, .recruiter: .all, .sales: .all],
        .seeActivity: [.admin: .all, .manager: .all, .recruiter: .assigned, .sales: .assigned],
        .exportActivity: [.admin: .all, .manager: .all],
        .seePeople: [.admin: .all, .manager: .all],
        .managePeople: [.admin: .all],
        .changeSettings: [.admin: .all],
        .seeDoctor: [.admin: .all],
    ]

    /// What visitors may do who are not signed in.
    package static let ofNobody: Set<Permission> = [.browseJobs, .apply, .followByLink, .signIn, .seeLocalMail]

    private static func everyone(_ reach: Reach) -> [UserRole: Reach] { Dictionary(uniqueKeysWithValues: UserRole.allCases.map { ($0, reach) }) }

    /// What a personal API token may be given: what its owner does at the desk, and never the keys to an account, its own or another's.
    package static let forTokens: [Permission] = allCases.filter {
        ![.apply, .followByLink, .signIn, .seeLocalMail, .lookAfterAccount, .managePeople, .changeSettings, .eraseCandidates].contains($0)
    }

    /// What somebody may do whose role calls for a second factor before they have set one up.
    var isOpenWithoutSecondFactor: Bool { Self.ofNobody.contains(self) || self == .lookAfterAccount }
}
