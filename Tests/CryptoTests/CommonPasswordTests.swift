import Dispatch
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import Synchronization
import Testing

@Suite("Common passwords")
struct CommonPasswordTests {
  private static let list = CommonPasswordList()

  /// Passwords that every list of leaked ones has near its top.
  private static let notorious = """
    123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball
    abc123 football monkey letmein 696969 shadow master 666666 qwertyuiop 123321 mustang 1234567890
    michael 654321 superman 1qaz2wsx 7777777 121212 000000 qazwsx 123qwe killer trustno1 jordan
    jennifer zxcvbnm asdfgh hunter buster soccer harley batman andrew tigger sunshine iloveyou 2000
    charlie robert thomas hockey ranger daniel starwars klaster 112233 george computer michelle
    jessica pepper 1111 zxcvbn 555555 11111111 131313 freedom 777777 pass maggie 159753 aaaaaa
    ginger princess joshua cheese amanda summer love ashley nicole chelsea biteme matthew access
    yankees 987654321 dallas austin thunder taylor matrix minecraft password1 password12 password123
    welcome welcome1 welcome123 admin admin123 administrator root toor qwerty123 qwerty1 1q2w3e4r
    1q2w3e4r5t 1q2w3e zaq12wsx qwe123 passw0rd p@ssw0rd p@ssword login solo flower hello hottie
    loveme donald lovely 888888 696969 pokemon secret asdfghjkl asdf asdfasdf monkey123 dragon123
    a123456 123456a 5201314 woaini aa123456 123654 147258369 159357 101010 987654 999999 333333
    222222 444444 00000000 88888888 12344321 1122334455 qqqqqq zzzzzz samsung google facebook
    linkedin whatever internet snoopy bailey jasmine cookie banana orange purple silver diamond
    corvette mercedes ferrari porsche toyota yamaha harleydavidson liverpool arsenal manchester
    chelsea1 juventus barcelona realmadrid cowboys steelers lakers eagles patriots ironman
    spiderman wolverine pikachu naruto nirvana metallica eminem slipknot blink182 beatles guitar
    music dancer angel angel1 babygirl babygirl1 butterfly sweety sweetheart lovers forever friends
    family jesus jesus1 christ blessed heaven faith peaches peanut chocolate strawberry cupcake
    brownie bubbles buddy bandit scooter rocky lucky lucky1 tiger tigers lion1 panther dolphin
    elephant penguin rabbit kitty kitten puppy doggie william richard joseph anthony christopher
    david daniel1 jonathan patrick nicholas elizabeth victoria samantha stephanie natalie vanessa
    alexander benjamin oliver sophie charlotte hannah olivia emma lauren rachel rebecca melissa
    monday friday sunday january february december december2024 summer2024 winter2023 spring2025
    autumn2026 october2025 welcome2024 password2026 company2025 changeme changeme123 default temp
    temppass guest test test123 testing tester user demo letmein1 letmein123 opensesame iloveyou2
    iloveyou1 ilovejesus trustnoone fuckyou fuckoff asshole bitch pussy sexy qwertz azerty passwort
    hallo hallo123 schatz geheim motdepasse bonjour soleil contrasena hola teamo tequiero estrella
    mariposa senha brasil flamengo haslo polska parol wachtwoord welkom drowssap nimda ytrewq 4321
    87654321 0987654321 helpdesk helpdesk1 support support123 zendesk freshdesk servicedesk
    customer agent agents ticket qwertyqwerty abcabc 123abc aaaa zzzz abcd1234 a1b2c3d4 q1w2e3r4
    qazwsxedc 789456123 741852963 asdf1234 zxcv1234 qwer1234 poiuytrewq mnbvcxz 1234qwer !@#$%^&*
    correcthorsebatterystaple
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  @Test("There are 10 000 different entries or more, in less than a megabyte")
  func count() {
    let count = Self.list.count
    #expect(count >= 10_000)
    #expect(count * MemoryLayout<UInt64>.size < 1_000_000)
  }

  @Test("More than 200 notorious passwords are all on the list")
  func onTheList() {
    #expect(Set(Self.notorious).count >= 200)
    let missing = Self.notorious.filter { !Self.list.contains(Array($0.utf8)) }
    #expect(missing == [])
  }

  @Test(
    "The policy refuses what people make of them to satisfy a composition rule",
    arguments: [
      "Password123!", "P@ssw0rd", "P@$$w0rd1!", "Passw0rd!", "Welcome1!", "Welcome2024!",
      "Qwerty123!", "Qwertz#2025", "Letmein#1", "Summer2024!", "Winter2025!!", "Admin@123",
      "Adm1n123!", "Dragon#99", "M0nkey!!7", "Iloveyou1!", "Football1!", "Baseball#2",
      "Superman!1", "Sunshine1!", "Princess1!", "Michael123$", "Jennifer#7", "Trustno1!",
      "1qaz@WSX", "!QAZ2wsx", "Changeme1!", "Helpdesk1!", "Support123!", "Zendesk2026!",
      "December2025!", "Passwort1!", "Hallo123!", "Liverpool1!", "Chelsea#1", "Starwars7!",
      "Pokemon!1", "Charlie#22", "S3cret!!1",
    ])
  func policy(password: String) {
    let violations = PasswordPolicy.portal.violations(
      of: Secret(copying: password.utf8), person: .init(), isCommon: Self.list.contains)
    #expect(violations.contains(.commonPassword))
  }

  @Test(
    "What nobody tries first is not on the list",
    arguments: [
      "", "abc", "QX7-MRTV", "qx7-mrtv", "tangerine-glacier-42", "violet stapler hums", "kz8#mw2q",
      "herons sleep standing", "übung macht den meister", "Password", "sommerregenbogenfisch",
    ])
  func notOnTheList(password: String) {
    let found = Self.list.contains(Array(password.utf8))
    #expect(!found)
  }

  @Test("Ten thousand random passwords of eight characters are not on the list")
  func random() {
    for _ in 0..<10_000 {
      let bytes = SystemEntropy().bytes(8).map { 0x21 + $0 % 94 }
      let found = Self.list.contains(bytes)
      #expect(!found, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test("A list that is made later says the same, whoever comes first")
  func later() async {
    let list = CommonPasswordList()
    let later = LaterCommonPasswords()
    let words = ["password", "Password", "123456", "qwerty", "", "kite-over-fjord-7", "welcome1"]
    await withTaskGroup(of: [Bool].self) { group in
      for _ in 0..<4 {
        group.addTask { words.map { later.contains(Array($0.utf8)) } }
        group.addTask {
          later.make()
          return words.map { later.contains(Array($0.utf8)) }
        }
      }
      for await said in group { #expect(said == words.map { list.contains(Array($0.utf8)) }) }
    }
  }

  @Test("Who waits for a list that is being made holds nothing up, and hears when it is there")
  func waiting() async {
    let gate = DispatchSemaphore(value: 0)
    let made = Mutex(0)
    let later = LaterCommonPasswords {
      gate.wait()
      made.withLock { $0 += 1 }
      return CommonPasswordList()
    }
    // More than there are threads: were one held by each, the last would never begin.
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 {
        group.addTask {
          await later.ready()
          return later.contains(Array("password".utf8))
        }
      }
      group.addTask {
        // A second one has nothing to do.
        gate.signal()
        return true
      }
      for await said in group { #expect(said) }
    }
    later.make()
    await later.ready()
    #expect(made.withLock { $0 } == 1)
  }
}
