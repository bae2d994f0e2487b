enum Country: Int, Sendable {
    case india, unitedStates

    var code: String { self == .india ? "IN" : "US" }
    var currency: String { self == .india ? "INR" : "USD" }
    var cities: [City] { self == .india ? City.india : City.unitedStates }
}

/// A city with what a profile and a job say of it.
struct City: Sendable {
    let name: String
    let state: String
    let zone: String
    /// "Pune, Maharashtra"
    var place: String { "\(name), \(state)" }

    private static func indian(_ name: String, _ state: String) -> City { City(name: name, state: state, zone: "Asia/Kolkata") }

    static let india = [
        indian("Bengaluru", "Karnataka"), indian("Bengaluru", "Karnataka"), indian("Hyderabad", "Telangana"), indian("Pune", "Maharashtra"),
        indian("Mumbai", "Maharashtra"), indian("Chennai", "Tamil Nadu"), indian("Gurugram", "Haryana"), indian("Noida", "Uttar Pradesh"),
        indian("New Delhi", "Delhi"), indian("Kolkata", "West Bengal"), indian("Ahmedabad", "Gujarat"), indian("Kochi", "Kerala"),
        indian("Coimbatore", "Tamil Nadu"), indian("Jaipur", "Rajasthan"), indian("Indore", "Madhya Pradesh"), indian("Chandigarh", "Chandigarh"),
    ]
    static let unitedStates = [
        City(name: "New York", state: "NY", zone: "America/New_York"), City(name: "San Francisco", state: "CA", zone: "America/Los_Angeles"),
        City(name: "Austin", state: "TX", zone: "America/Chicago"), City(name: "Seattle", state: "WA", zone: "America/Los_Angeles"),
        City(name: "Boston", state: "MA", zone: "America/New_York"), City(name: "Chicago", state: "IL", zone: "America/Chicago"),
        City(name: "Denver", state: "CO", zone: "America/Denver"), City(name: "Atlanta", state: "GA", zone: "America/New_York"),
        City(name: "Raleigh", state: "NC", zone: "America/New_York"), City(name: "Phoenix", state: "AZ", zone: "America/Phoenix"),
        City(name: "Dallas", state: "TX", zone: "America/Chicago"), City(name: "Portland", state: "OR", zone: "America/Los_Angeles"),
    ]
}

/// Employers, invented. A client of the large demo is named from the same parts.
enum Companies {
    static let heads = """
        Amberline Banyan Bluepeak Brightwater Cedarstone Chandra Cobalt Coralwood Deccan Eastgate Evergreen Fernhill Ganga Graniteworks
        Harborlight Highfield Indus Ironbridge Jasmine Kaveri Keystone Lakeshore Lotus Malabar Maplewood Meridian Monsoon Narmada Nilgiri
        Northwind Oakhurst Orchid Palmgrove Pinecrest Quartz Redwood Riverstone Sahyadri Silverline Southbank Stonefield Sunrise Teakwood
        Tidewater Trident Vantage Vindhya Westbrook Wildrose Zenith
        """.words
    static let tails = [
        "Technologies", "Systems", "Analytics", "Software", "Labs", "Health", "Logistics", "Retail", "Foods", "Energy", "Finance", "Motors",
        "Textiles", "Consulting", "Media", "Pharma", "Payments", "Insurance", "Robotics", "Education",
    ]
    static func name(_ dice: inout SplitMix64) -> String { "\(dice.pick(heads)) \(dice.pick(tails))" }

    static let colleges: [Country: [String]] = [
        .india: [
            "Anna University", "Savitribai Phule Pune University", "Osmania University", "University of Mumbai", "Delhi University",
            "Visvesvaraya Technological University", "Jadavpur University", "Gujarat Technological University", "University of Kerala",
        ],
        .unitedStates: [
            "Arizona State University", "University of Texas at Austin", "University of Washington", "Ohio State University",
            "Georgia State University", "University of Illinois", "Boston University", "Oregon State University",
        ],
    ]
}
