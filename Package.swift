// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        // Without it every generic of Postgres and Web runs unspecialised in the areas that use it.
        .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    ] + (Context.environment["SHORTLIST_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

func area(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let http = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let paths = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")

let package = Package(
    name: "shortlist",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "shortlist", targets: ["Server"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.0.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // C libraries and kernels
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"]), .brew(["libxcrypt"])]),
        .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"]), .brew(["qrencode"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CCurl"),
        .target(name: "CMatchingKernels"),
        .target(name: "CPhoneNumber", linkerSettings: [.linkedLibrary("phonenumber")]),

        // areas of the business, arrows down
        area("Postgres", ["CLibPQ", log]),
        area("Web", ["CZlib", hummingbird, crypto, log, lifecycle], resources: [.copy("Assets")]),
        area("Schema", ["Postgres"], resources: [.copy("Migrations")]),
        area("Accounts", ["CCrypt", "CQRCode", "Postgres", "Web", "Background", "Messaging", "Documents", crypto, log], resources: [.process("Resources")]),
        area("SingleSignOn", ["Accounts", "Messaging", "Postgres", "Web", jwt, http, crypto, log]),
        area("Background", ["Postgres", log]),
        area("Messaging", ["Postgres", "Background", "CCurl"]),
        area("Documents", ["CZlib", crypto]),
        area("Names", resources: [.process("Resources")]),
        area("PhoneNumbers", ["CPhoneNumber"]),
        area("Resumes", ["Names"]),
        area("Matching", ["COpenBLAS", "CMatchingKernels", "Names"]),
        area("LanguageModels", [http]),
        area("Demo", ["Postgres", "Schema"]),
        area(
            "Hiring", ["Postgres", "Web", "Accounts", "Background", "Messaging", "Documents", "LanguageModels", "Names", "PhoneNumbers", "Resumes", "Matching"]),
        area("JobBoard", ["Postgres", "Web", "Accounts", "Hiring"]),
        area("Sales", ["Postgres", "Web", "Accounts"]),
        .executableTarget(
            name: "Server",
            dependencies: [
                "CMalloc", "Postgres", "Schema", "Background", "Messaging", "Documents", "LanguageModels", "Resumes", "Matching", "Accounts", "SingleSignOn",
                "Hiring",
                "JobBoard", "Sales",
                "Web", "Demo",
                log, lifecycle,
                signals, arguments, configuration, paths,
            ],
            swiftSettings: strict),

        // tests
        area("TestKit", ["Postgres", "Schema", hummingbird, log]),
        tests("PostgresTests", ["Postgres", "TestKit", log]),
        tests("WebTests", ["Web", http, hummingbird, crypto, log]),
        tests(
            "MainJobTests",
            [
                "Server", "Accounts", "SingleSignOn", "Background", "Demo", "Documents", "Hiring", "Messaging", "Postgres", "Schema", "TestKit", "Web",
                configuration, http, hummingbird, jwt,
                log, crypto, lifecycle,
            ]),
        tests("JobBoardTests", ["JobBoard", "Hiring", "Web", "Demo", "Postgres", "TestKit", http, log]),
        tests("SchemaTests", ["Demo", "Schema", "Postgres", "TestKit"]),
        tests("DemoTests", ["Demo", "Schema", "Postgres", "TestKit"]),
        tests("BackgroundTests", ["Background", "Postgres", "Schema", "TestKit", log]),
        tests("MessagingTests", ["Messaging", "Background", "Postgres", "Schema", "TestKit", log]),
        tests("DocumentsTests", ["Documents", "TestKit"], resources: [.copy("Fixtures")]),
        tests("NamesTests", ["Names"]),
        tests("PhoneNumbersTests", ["PhoneNumbers"]),
        tests("LanguageModelsTests", ["LanguageModels", "TestKit"]),
        tests("ResumesTests", ["Names", "Resumes", "Documents"], resources: [.copy("Fixtures")]),
        tests("MatchingTests", ["Matching", "CMatchingKernels"], resources: [.copy("Fixtures")]),
    ],
    cxxLanguageStandard: .cxx17
)
