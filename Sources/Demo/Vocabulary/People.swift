/// Names that the demo's people may have. Every mailbox lies under example.com or example.in, so that no real person is written to.
enum People {
    struct Name: Sendable {
        let first: String
        let last: String
        let isWoman: Bool
        var full: String { "\(first) \(last)" }
    }

    static func name(_ country: Country, _ dice: inout SplitMix64) -> Name {
        let isWoman = dice.chance(46)
        switch country {
        case .india: return Name(first: dice.pick(isWoman ? indianWomen : indianMen), last: dice.pick(indianFamilies), isWoman: isWoman)
        case .unitedStates: return Name(first: dice.pick(isWoman ? americanWomen : americanMen), last: dice.pick(americanFamilies), isWoman: isWoman)
        }
    }

    /// "asha.iyer4821@example.in": lower case and plain, so that the address is its own canonical spelling.
    static func email(_ name: Name, number: Int, _ country: Country) -> String {
        "\(letters(name.first)).\(letters(name.last))\(number)@\(country == .india ? "example.in" : "example.com")"
    }

    static func letters(_ name: String) -> String {
        String(decoding: name.lowercased().utf8.filter { (0x61...0x7A).contains($0) }, as: UTF8.self)
    }

    /// +91 with ten digits from 6 to 9, or the +1 … 555-01xx numbers that are kept free for fiction.
    static func phone(_ country: Country, _ dice: inout SplitMix64) -> String {
        switch country {
        case .india: "+91\(dice.int(6...9))\(dice.int(100_000_000...999_999_999))"
        case .unitedStates: "+1\(dice.pick(areaCodes))55501\(dice.int(10...99))"
        }
    }

    static let areaCodes = ["212", "415", "512", "206", "617", "312", "303", "404", "919", "602", "214", "503"]

    static let indianWomen = """
        Aadhya Aditi Aishwarya Ananya Anjali Anushka Asha Bhavana Chitra Deepa Devika Divya Fatima Gayatri Harini Isha Jyoti Kavya Keerthi
        Lakshmi Madhuri Meera Megha Nandini Neha Nisha Pallavi Pooja Preeti Priya Radhika Revathi Ritika Sakshi Shreya Simran Sneha Swati
        Tanvi Vaishnavi Zoya
        """.words
    static let indianMen = """
        Aarav Abhishek Aditya Akash Amit Anand Arjun Arvind Ashwin Bharat Chirag Deepak Dev Farhan Ganesh Gaurav Harish Imran Ishaan Karan
        Karthik Kunal Manoj Mohit Naveen Nikhil Nitin Pranav Rahul Rajesh Ravi Rohan Sandeep Sanjay Siddharth Suresh Tarun Varun Vikram
        Vivek Yash
        """.words
    static let indianFamilies = """
        Agarwal Ansari Bansal Bhat Bose Chatterjee Chauhan Choudhary Das Desai Deshmukh Fernandes Ghosh Gill Gowda Gupta Hegde Iyengar Iyer
        Jain Jadhav Joshi Kapoor Kaur Khan Kulkarni Kumar Mathew Mehta Menon Mishra Mukherjee Nair Naidu Nayak Pandey Patel Patil Pillai
        Prasad Rajan Rao Reddy Saxena Shah Sharma Shetty Singh Sinha Srinivasan Subramanian Thakur Thomas Tiwari Varma Verma Yadav
        """.words
    static let americanWomen = """
        Abigail Alicia Amanda Angela Brianna Carmen Charlotte Chloe Danielle Elena Emily Erin Grace Hannah Imani Jasmine Jessica Julia
        Katherine Kayla Laura Lauren Leah Lucia Maria Megan Mei Monica Natalie Nicole Olivia Rachel Samantha Sarah Sofia Tamika Tiffany
        """.words
    static let americanMen = """
        Aaron Adrian Andre Anthony Benjamin Brandon Carlos Christopher Daniel David Derrick Eric Ethan Gabriel Ian Jamal James Jason Jeremy
        Jonathan Jordan Joshua Justin Kevin Luis Marcus Matthew Michael Miguel Nathan Nicholas Omar Patrick Robert Ryan Samuel Tyler
        """.words
    static let americanFamilies = """
        Adams Anderson Bailey Bennett Brooks Campbell Carter Castillo Chen Clark Coleman Collins Cooper Cruz Davis Diaz Edwards Evans Flores
        Foster Garcia Gonzalez Gray Green Griffin Hall Harris Hayes Hernandez Howard Hughes Jackson Jenkins Johnson Kelly Kim Lee Lewis Lopez
        Martinez Miller Mitchell Moore Morales Murphy Nguyen Ortiz Park Parker Perez Peterson Powell Ramirez Reed Rivera Robinson Rodriguez
        Russell Sanchez Sanders Scott Simmons Stewart Sullivan Thompson Torres Turner Walker Ward Washington Watson White Wilson Wright
        """.words
}

extension String {
    var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
}
