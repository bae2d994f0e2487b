/// Words of names that are one name: short forms, and spellings that come from other scripts. Gathered by hand.
enum NameWords {
    static let titles: Set<String> = ["mr", "mrs", "ms", "miss", "dr", "prof", "er", "shri", "smt", "kumari", "sri", "phd", "mba"]

    /// The one spelling under which a word of a name is known; itself where it has no other.
    static func usual(_ word: String) -> String { known[word] ?? folded(word) }

    /// Each line is one name, its usual spelling first.
    private static let lines = """
        mohamed mohammed mohammad muhammad mohamad muhamad mohd md mohamud muhammed mehmed
        ahmed ahmad ahamed ahmet
        abdul abdel abd
        hussain hussein husain hossain husayn
        syed sayed sayyid saeed said
        yusuf yousuf youssef yousef
        joseph joe joey
        fatima fathima fatema fatma
        aisha ayesha aysha aishah ayisha
        ali aly
        ibrahim ebrahim
        abraham abe
        omar umar umer
        khalid khaled
        zainab zaynab zeinab
        lakshmi laxmi luxmi
        vikram bikram
        vivek bibek
        vishal bishal
        vijay bijay vijai
        sanjay sanjai
        ajay ajai
        uday udai
        deepak dipak deepk
        deepa dipa
        deepika dipika
        sunil suneel
        sudeep sudip
        sandeep sandip
        pradeep pradip prodip
        kuldeep kuldip
        amit ameet
        ankit ankeet
        anil aneel
        rohit roheet
        rajeev rajiv
        sanjeev sanjiv
        navin naveen
        pravin praveen
        ashvin ashwin
        vishnu wishnu
        ganesh ganesha
        krishna krishnan krsna
        subramanian subramaniam subramanyam subrahmanyam subramanyan
        venkatesh venkatesa venkateswara venkateshwara
        srinivas srinivasan shrinivas shrinivasan
        sridhar shridhar
        sriram shriram shreeram
        sreenivas
        sujit sujeet
        ranjit ranjeet
        manjit manjeet
        harjit harjeet
        gurpreet gurprit
        jaspreet jasprit
        swati swathi
        sweta shweta swetha shwetha
        kavita kavitha
        savita savitha
        sunita sunitha
        geeta gita geetha githa
        seeta sita seetha sitha
        anita anitha
        smita smitha
        lalita lalitha
        preeti priti preethi prithi
        jyoti jyothi
        rina reena
        mina meena
        nina neena
        lina leena
        tina teena
        pooja puja
        roopa rupa
        sneha snehaa
        neha nehaa
        shruti sruti sruthi shruthi
        shreya sreya
        karthik kartik karthick kartick
        aditya adithya aaditya
        aarti arti aarthi arthi
        arvind aravind arwind
        raghav raghava
        shankar sankar shanker
        shiva siva
        shekhar sekhar shekar
        suresh suresha
        mukherjee mukerjee mukherji mukhopadhyay
        banerjee banerji bandyopadhyay
        chatterjee chatterji chattopadhyay
        ganguly gangopadhyay ganguli
        chaudhary chowdhury choudhury choudhary chaudhuri chowdary chaudhry
        das dass
        roy ray rai
        bose basu
        dutta datta dutt
        singh sinh sing
        agarwal aggarwal agrawal
        goyal goel
        iyer aiyar ayyar
        iyengar ayyangar
        menon menen
        nair nayar
        pillai pillay
        reddy reddi
        rao row
        joshi joshy
        tripathi tripathy
        mishra misra
        pandey pande panday
        dubey dube
        sharma sarma sharmaa
        verma varma
        shah sah
        qureshi kureshi quraishi
        sheikh shaikh shaik sheik
        robert rob bob bobby robbie
        william will bill billy willy liam
        richard rick dick richie
        james jim jimmy jamie
        john jon johnny jack
        michael mike mick mickey mikhail michel
        thomas tom tommy
        david dave
        daniel dan danny
        joshua josh
        anthony tony antony
        christopher chris kris topher
        matthew matt mathew
        nicholas nick nicolas nikolas nikolai
        andrew andy drew
        edward ed eddie ted ned
        samuel sam sammy
        benjamin ben benny
        alexander alex sasha aleksandr alexandre aleksander
        steven steve stephen stefan
        kenneth ken kenny
        ronald ron ronnie
        donald don donnie
        gregory greg gregg
        jeffrey jeff geoffrey geoff
        timothy tim
        peter pete piotr pyotr
        patrick pat paddy
        charles charlie chuck
        henry harry hank
        francis frank franco
        frederick fred freddy
        gerald gerry jerry
        lawrence larry laurence
        raymond raymund
        walter walt
        vincent vince
        philip phil phillip
        elizabeth liz beth betty eliza lizzie elisabeth
        margaret maggie meg peggy
        katherine kate kathy katie catherine cathy katharine kathryn
        jennifer jen jenny
        rebecca becky rebekah
        susan sue suzanne
        deborah debbie deb debra
        patricia patty trish
        barbara barb
        victoria vicky vicki
        jessica jess jessie
        stephanie steph
        samantha samanta
        amanda mandy
        christina christine tina
        theresa teresa terry
        dorothy dot dottie
        sarah sara
        hannah hanna
        maria mary marie
        anna ann anne annie
        helen helena elena
        sergei sergey serge
        yuri yury
        dmitri dmitry dimitri
        zhang chang
        wang wong
        chen chan
        li lee
        """

    private static let known: [String: String] = {
        var known: [String: String] = [:]
        for line in lines.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            for word in words where known[word] == nil { known[word] = words[0] }
        }
        return known
    }()

    /// Sounds that are written in more ways than one: `th` and `t`, `ee` and `i`, `oo` and `u`, `w` and `v`, doubled letters.
    private static func folded(_ word: String) -> String {
        guard word.count > 3 else { return word }
        var sound = word
        for (spelling, short) in sounds { sound = sound.replacing(spelling, with: short) }
        var last: Character?
        return String(
            sound.filter { letter in
                defer { last = letter }
                return letter != last
            })
    }

    private static let sounds = [
        ("ee", "i"), ("oo", "u"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("gh", "g"), ("kh", "k"), ("ph", "f"), ("sh", "s"), ("w", "v"), ("y", "i"),
        ("ck", "k"),
    ]
}
