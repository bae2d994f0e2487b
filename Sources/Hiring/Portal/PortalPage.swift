package import Web

/// The portal's places, as many as fit under a thumb. Messages will stand between applications and profile.
enum PortalPlace: CaseIterable {
    case applications, profile, resumes, privacy, account

    var words: String {
        switch self {
        case .applications: "Applications"
        case .profile: "Profile"
        case .resumes: "Résumés"
        case .privacy: "Privacy"
        case .account: "Account"
        }
    }

    var link: Link {
        switch self {
        case .applications: Link("me")
        case .profile: Link("me", "profile")
        case .resumes: Link("me", "resumes")
        case .privacy: Link("me", "privacy")
        case .account: Link("account")
        }
    }
}

/// A page of the portal: its places stand on top, and on a phone at the bottom, where the thumb is.
package struct PortalPage {
    let title: String
    let current: PortalPlace
    var wayBack: Link?
    /// Below the title, in place of the page's own words.
    let body: HTML

    init(_ title: String, current: PortalPlace, wayBack: Link? = nil, body: HTML) {
        (self.title, self.current, self.wayBack, self.body) = (title, current, wayBack, body)
    }

    var page: Page { Page(title, frame: .public, body: whole) }

    private var whole: HTML {
        """
        \(Self.places(current))<main class="column-page portal">\(wayBack.map { link in "<p class=\"small soft\"><a href=\"\(link)\">\(current.words)</a></p>" as HTML })<h1>\(title)</h1>\(body)</main>
        """
    }

    /// For the pages of an account, which stand outside.
    package static var placesOfAccount: HTML { places(.account) }

    static func places(_ current: PortalPlace) -> HTML {
        """
        <nav class="places" aria-label="My page">\(PortalPlace.allCases.html { place in
            "<a href=\"\(place.link)\"\(attribute: "aria-current", place == current ? "page" : nil)>\(place.words)</a>"
        })</nav>
        """
    }
}
