import ArgumentParser

/// The program: one executable for serving, working in the background and looking after an installation.
@main
struct Shortlist: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shortlist",
        abstract: "A recruitment agency in one program.",
        subcommands: [
            Serve.self, Work.self, Migrate.self, DemoData.self, UserCommand.self, Parse.self, ImportCommand.self, DatabaseCommand.self, AuditCommand.self,
            Doctor.self, BenchCommand.self,
        ])
}
