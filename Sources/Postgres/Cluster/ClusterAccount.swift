import CLibPQ
import Foundation

/// The user that the cluster runs as: ourselves, or an unprivileged one where we are root, since PostgreSQL refuses root.
struct ClusterAccount: Sendable {
    var name: String
    var user: uid_t
    var group: gid_t
    /// True where we are root and have to become that user.
    var isOther: Bool

    static func fitting() throws -> ClusterAccount {
        if geteuid() != 0 { return ClusterAccount(name: NSUserName(), user: geteuid(), group: getegid(), isOther: false) }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name), entry.pointee.pw_uid != 0 {
                return ClusterAccount(name: name, user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, isOther: true)
            }
        }
        throw ClusterError(
            "the database cannot run as root, and there is no user postgres or nobody to run it as: create one of them, or start as another user")
    }

    /// Whether this user can get to `path` at all: each folder above must let it pass.
    func canReach(_ path: URL) -> Bool {
        guard isOther else { return true }
        var folder = path.standardizedFileURL.resolvingSymlinksInPath()
        while true {
            var status = stat()
            if stat(folder.path, &status) == 0 {
                let mode = status.st_mode
                let isPassable = status.st_uid == user ? mode & 0o100 : status.st_gid == group ? mode & 0o010 : mode & 0o001
                if isPassable == 0 { return false }
            }
            if folder.path == "/" { return true }
            folder = folder.deletingLastPathComponent()
        }
    }

    /// Makes a folder that only this user (and root) can enter.
    func makePrivateFolder(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var status = stat()
        guard lstat(folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            status.st_uid == user || status.st_uid == geteuid()
        else { throw ClusterError("\(folder.path) belongs to someone else; remove it, or choose another folder by SHORTLIST_VAR") }
        guard chmod(folder.path, 0o700) == 0, !isOther || chown(folder.path, user, group) == 0 else {
            throw ClusterError("the rights of \(folder.path) cannot be set")
        }
    }
}
