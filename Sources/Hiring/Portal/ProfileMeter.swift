import Web

/// On the portal's first page: how complete the profile is, and the way to it. The one place that asks for it.
enum ProfileMeter {
    static var html: HTML {
        """
        <section class="panel"><header><h2>Your profile</h2></header><div class="body"><p>The more it says, the better we can tell which jobs fit.</p>\
        <a class="button" href="\(PortalPlace.profile.link)">Look at your profile</a></div></section>
        """
    }
}
