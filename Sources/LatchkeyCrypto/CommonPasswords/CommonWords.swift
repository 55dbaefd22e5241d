/// The words that people build passwords from, by what they think of.
///
/// Collected for this desk from general knowledge of what leaked lists have in common; no list was
/// copied. Small letters, separated by white space; a word may stand in two groups.
enum CommonWords {
  /// What people write when they are asked for a password, or to be let in.
  static let entrances = """
    password passwort passwd passcode passphrase passport passion motdepasse contrasena
    contrasenia clave senha parola parol haslo wachtwoord losenord adgangskode salasana sifre
    jelszo heslo letmein letmeinn openup opensesame sesame welcome welcomeback willkommen
    bienvenue bienvenido bienvenidos welkom benvenuto hello hallo hola bonjour ciao salut login
    logon signin access accessgranted enter entrar entry secret secrets secreto geheim segredo
    private privado confidential unknown nothing nopassword nopass none null empty blank default
    standard initial initpass temp temporary temppass temppassword changeme changeit changethis
    changenow pleasechange newpass newpassword oldpassword mypass mypassword mysecret
    yourpassword ourpassword thepassword password1 pass passpass passme guest visitor user
    username test tester testing testtest testuser demo sample example trial admin admins
    administrator administrador adminadmin adminpass root rootroot toor superuser sysadmin
    system manager master webmaster operator owner supervisor support supporter service services
    helpdesk help helpme helpdeskadmin servicedesk desk office agent agents customer customers
    client clients contact ticket tickets account accounts portal console zendesk freshdesk
    happyfox company business staff team teamwork office365 printer server backup database
    oracle mysql postgres sqlserver tomcat apache cisco router switch network internet intranet
    wireless wifi firewall security secure secured safety computer laptop desktop keyboard
    monitor windows windowsxp linux ubuntu debian redhat macintosh android iphone samsung nokia
    google yahoo hotmail gmail facebook twitter youtube myspace linkedin skype whatsapp
    instagram snapchat tiktok amazon netflix microsoft apple adobe photoshop whatever whoknows
    dontknow idontknow iforgot forgot forget forgotten remember trustno trustme trustnoone
    nevermind ncc1701 thx1138 abcabc xxxxxx private1 asdf
    """

  /// What people love, and how they say so.
  static let affections = """
    love lover lovers lovely loveme loveyou loves loving loveu loveyou2 lovelove iloveyou iloveu
    iloveme iloveit ilovehim iloveher iloveyou2 ilovegod ilovejesus ilovemyself ilovemom
    imissyou teamo tequiero teamomucho amor amore amorcito miamor monamour jetaime liebe schatz
    schatzi ichliebedich kocham kochanie lubov tiamo amour cherie cheri darling sweetheart
    sweety sweetie sweet sweets sweetpea honey honeybee honeybun baby babygirl babyboy babydoll
    babycakes babyface bebe bebita angel angels angelo angelito angeleyes angelbaby princess
    princesa principessa prinzessin prince queen king kingdom cutie cutiepie cute pretty
    prettygirl beautiful bonita bella bello gorgeous handsome hottie sexy sexygirl sexyboy
    sexybitch sexylady sexything hotgirl hotboy playboy playgirl player forever foreverlove
    always together friend friends friendship bestfriend bff family mother father mommy daddy
    mummy mama papa mom dad daughter sister brother brothers sisters grandma grandpa husband
    wife heart hearts corazon kisses kiss kissme hugs happy happiness happyday smile smiley
    smiles joyful peace peaceful hope faith blessed blessing destiny miracle wonder wonderful
    amazing awesome fantastic perfect special precious treasure jesus jesuschrist christ god
    godisgood godislove godbless heaven heavenly praise prayer church bible gospel trinity grace
    spirit savior allah buddha lifeisgood life mylife mylove mybaby myangel myfamily mysweet
    myheart mybabe truelove onelove firstlove inlove lovelife lovebug lovebird lovehurts
    babylove teddy teddybear bear gummybear cuddles snuggles snuggle pookie pookiebear bubbles
    bubba buddy buddyboy muffin cupcake pumpkin peanut peaches cookie cookies candy candycane
    chocolate sugar brownie biscuit pudding pancake waffle cheese cheesecake butter butterfly
    butterscotch caramel cinnamon ginger pepper pepsi cocacola coffee banana apple cherry
    strawberry blueberry orange lemon lemonade mango pineapple coconut tomato potato chicken
    pizza taco burger noodles sushi bacon
    """

  /// First names and endearments made of them, the most frequent ones of several countries.
  static let names = """
    aaron abigail adam adrian adriana agnieszka ahmed aidan alberto alejandra alejandro
    aleksandra alessandro alessia alex alexa alexander alexandra alexandre alexis alfred alfredo
    ali alice alicia alina alison allison alyssa amanda amber amelia amina amy ana anastasia
    andre andrea andreas andrei andrew andrey andrzej andy angela angelica angelina angie anita
    anna annabelle annie anthony antonio april ariana arthur arturo ashley ashleigh audrey
    austin barbara bart beatrice beatriz becky benjamin benny bernard bernie bertha bethany
    betty beverly bianca billy bobby bonnie brad bradley brandi brandon brandy brenda brendan
    brian brianna britney brittany brooke bruce bruno bryan caleb cameron camila camille candice
    carina carla carlo carlos carmen carol carolina caroline carolyn carrie carter casey
    cassandra cassie catalina catherine cathy cecilia celine chad chantal charlene charles
    charlie charlotte chelsea cheryl chloe chris christian christina christine christopher
    christy cindy claire clara claudia claudio clinton cody colin connie connor corey courtney
    craig cristian cristiano cristina crystal curtis cynthia daisy damian dana daniel daniela
    danielle danny daria darren dave david dawn deanna debbie deborah denis denise dennis derek
    desiree devin diana diane diego dieter dmitry dominic dominik dominique donald donna doris
    dorothy douglas dragana duncan dustin dylan eddie edgar eduardo edward edwin eileen elaine
    elena eleanor elias elisabeth elizabeth ella ellen ellie emilia emiliano emilie emily emma
    enrique eric erica erika erin ernesto esteban esther ethan eugene eva evelyn fabian fabio
    fatima felicia felipe felix fernanda fernando fiona florian frances francesca francesco
    francis francisco frank franziska fred frederic fredrick gabriel gabriela gabriella
    gabrielle gareth gary gavin gemma geoffrey george georgia gerald gerard gerardo gilbert gina
    giovanni giulia gloria gordon grace graham greg gregory guillermo gustavo hannah hanna
    harold harriet harry hassan hayden hayley heather hector heidi heinz helen helena helene
    henry herbert hernan holly howard hugo hunter ian ibrahim igor ines ingrid irene irina isaac
    isabel isabella isabelle ivan jack jackie jackson jacob jacqueline jade jaime jake james
    jamie jamila jan jane janet janice janine jared jasmin jasmine jason javier jayden jean
    jeanette jeff jeffrey jelena jenna jennifer jenny jeremiah jeremy jerome jerry jesse jessica
    jessie jill jimmy joan joana joanna joanne jocelyn jodie joel joey johann johanna johannes
    john johnny johnson jonas jonathan jordan jorge jose josef joseph josephine joshua juan
    juanita judith judy julia julian juliana julie juliet juliette julio justin justine karen
    karin karina karl karla kasia katarina kate katelyn katherine kathleen kathryn kathy katie
    katrina kayla keith kelly kelsey kenneth kenny kerry kevin kimberly kirsten klaus kristen
    kristin kristina kristine kurt kyle lars larry laura lauren laurence laurent leah leanne leo
    leon leonard leonardo leslie leticia liam lilian liliana lillian lily linda lindsay lindsey
    lisa logan lorena lorenzo loretta lori lorraine louis louise luca lucas lucia luciano lucie
    lucy luis luisa luke lydia lynn mackenzie madeline madison magdalena maggie malcolm
    malgorzata mandy manuel manuela marc marcel marcela marcelo marcin marco marcos marcus
    margaret margarita maria mariah mariam mariana marianne marie marilyn marina mario marion
    marisa marisol marissa marjorie mark markus marlene marta martha martin martina martine
    marvin mary mason mathew mathias mathieu matteo matthew matthias maureen maurice mauricio
    max maxime maximilian maxine maxwell megan mehmet melanie melinda melissa mercedes michael
    michaela michal michel michele michelle mickey miguel mike mikhail milan mildred miranda
    miriam mitchell mohamed mohammad mohammed molly monica monika monique morgan moritz muhammad
    murphy mustafa nadia nadine nancy naomi natalia natalie natasha nathalie nathan nathaniel
    nelson nicholas nick nicola nicolas nicole niklas nikita nikola nikolai nina noah noelle
    nora norbert norma norman octavio oleg olga oliver olivia omar oscar oskar osman owen pablo
    paige pamela paola paolo pascal patricia patrick patrik paul paula paulina pauline paulo
    pavel pedro peggy penelope penny peter petra philip philipp philippe phillip phoebe pierre
    piotr rachael rachel rafael ralph ramon ramona randy raquel raul raymond rebecca regina
    renata rene renee ricardo richard rick ricky riley rita robert roberta roberto robin robyn
    rodney rodrigo roger roland roman romeo ronald ronaldo ronnie rosa rosalie rosario rosemary
    rosie roxanne ruben rudolf russell ruth ryan sabine sabrina sally salvatore samantha sami
    samuel sandra sandrine sandy santiago sara sarah sascha scott sean sebastian selena serena
    serge sergei sergey sergio shane shannon sharon shaun shawn sheila shelby shelley sherry
    shirley sidney sierra silvia simon simona simone sofia sonia sonja sophia sophie stacey
    stacy stanislav stanley stefan stefanie stefano stella stephan stephanie stephen steve
    steven stewart stuart susan susana susanne suzanne svetlana sven sydney sylvia sylvie
    tabitha tamara tammy tania tanya tara tatiana tatyana taylor teresa terry thea theodore
    theresa thierry thomas thorsten tiffany tim timothy tina tobias todd tomas tommy toni tony
    tracey tracy travis trevor tristan tyler ulrich ursula valentin valentina valentine valerie
    vanessa vera veronica veronika veronique vicki victor victoria viktor viktoria vincent
    vincenzo viola violet virginia vivian vladimir walter wanda warren wayne wendy werner wesley
    whitney wilhelm william williams willie wilson wojciech wolfgang xavier yasmin yolanda yuri
    yusuf yvette yvonne zachary zoe zoltan
    """

  /// Animals, and creatures that nobody has seen.
  static let creatures = """
    buster bailey scooter rascal dexter skippy oreo duke roxy coco toby sadie marley rusty
    jasper milo maddog mascot pet pets alligator angelfish badger bandit beagle beaver birdie
    bison bobcat boxer buffalo bulldog bulldogs bullfrog bunny bunnies camel canary caterpillar
    catfish cheetah chicken chihuahua chinchilla cobra condor corgi cougar coyote cricket
    crocodile dalmatian deer dingo dino dinosaur doggie doggy dogs doberman dolphin dolphins
    donkey dragon dragons dragonfly dragonball duck duckie ducky eagle eagles elephant falcon
    falcons ferret firebird firefly fish fishes fishing flamingo foxes foxy foxtrot froggy
    froggie frogs gazelle gecko gerbil giraffe goldfish gopher gorilla grasshopper greyhound
    griffin grizzly hamster hawk hawks hedgehog hippo hornet horse horses hound husky iguana
    jackal jackass jaguar kangaroo kittens kitten kitty kittycat koala ladybird ladybug labrador
    leopard lion lioness lionking lions lizard llama lobster mamba mammoth mermaid monkey
    monkeys monkeyman moose mosquito mouse mustang octopus otter ostrich owls panda pandas
    panther panthers parrot peacock pegasus pelican penguin penguins phoenix pigeon piggy piglet
    piranha pitbull platypus pokemon polarbear pony poodle poohbear porcupine puma puppies puppy
    puppydog python rabbit raccoon raptor rattlesnake raven ravens reindeer retriever rhino
    robin rooster rottweiler salmon scorpion seahorse seagull shark sharks sheep snake snakes
    snoopy spaniel sparrow spider spiders spiderman squirrel starfish stallion stingray swan
    tarantula terrier tiger tigers tigger tigress tortoise toucan turkey turtle turtles tweety
    unicorn unicorns vampire viper vulture walrus warthog weasel werewolf whale whiskers wildcat
    wildcats wolf wolfpack wolverine wolves wombat zebra zombie goblin gremlin wizard warlock
    demon devil ghost angelus minotaur medusa hydra kraken troll ogre gnome elves fairy goddess
    """

  /// Sports, teams and those who play.
  static let sports = """
    archery arsenal arsenalfc astros athletic athletics atletico badminton barcelona barca
    baseball basketball basket bayern bayernmunich beckham benfica besiktas bicycle billiards
    blackhawks blazers bocajuniors bowling boxing braves broncos bruins brewers buccaneers bulls
    canucks capitals cardinals cavaliers celtic celtics champion champions championship chargers
    cheer cheerleader chelseafc chiefs chivas climbing coach colts corinthians cowboys cricket
    crusaders cubs cycling dallascowboys devils diamondbacks dodgers dolphin eagles1 everton
    fenerbahce ferrari fishing flamengo flyers football footballer forzamilan fussball futbol
    galatasaray gators giants goalie goalkeeper golf golfer golfing grizzlies gymnast gymnastics
    handball hockey hoops hooters huskers hunting icehockey indians inter intermilan jaguars
    jets judo juventus karate kayak kobebryant lacrosse lakers lebron legia leicester lightning
    liverpool liverpoolfc longhorns lokomotiv madrid manchester manchesterunited manunited
    mancity manutd mariners marlins maradona mavericks messi milanac milan motocross motorbike
    nascar nuggets nfl1 nhl1 oilers olympic olympique orioles packers padres palmeiras patriots
    pele penguins phillies pirates pistons psycho racing raiders rangers ravens realmadrid
    redskins redsox redwings riverplate rockets ronaldinho ronaldo7 rooney rowing rugby running
    runner saints sailing schalke schalke04 seahawks shooter skateboard skateboarding skater
    skating skiing slapshot snooker snowboard snowboarding soccer soccer10 softball spartak
    spartans spurs squash steelers stealers striker surfer surfing swim swimmer swimming tennis
    texans thunderbirds titans tottenham triathlon umpire valencia vikings volleyball warriors
    westham wrestler wrestling yankees yankee yoga zidane zenit
    """

  /// Films, games, bands and those in them.
  static let stories = """
    acdc aerosmith aladdin alien aliens anakin anime aragorn assassin assassins avatar avengers
    babylon bambi barbie barney batgirl batman beatles beavis beethoven bigbird bionicle
    blackberry blink182 bobmarley bond007 bugsbunny buffy calvin captain casper catwoman
    chewbacca chopin cinderella clonewars coldplay counterstrike daredevil darkknight darkside
    darthvader deadpool deathnote deathstar depeche depechemode diablo digimon disney donald
    donaldduck donkeykong dragonballz dumbledore eminem enterprise fallout fallout3 finalfantasy
    fireball firefly flintstone fortnite frodo futurama galadriel gameboy gamecube gamer games
    gandalf garfield genesis ghostrider ghostbusters gladiator godfather godzilla goku goofy
    goonies greenday greenlantern guitar guitarhero gundam gunner gunners halflife halloween
    halo3 hannibal hannahmontana harrypotter hellokitty hermione highlander hobbit hogwarts
    homer homersimpson hulk indiana indianajones inuyasha ironmaiden ironman jackass jamesbond
    jedi jediknight jigsaw joker jurassic justinbieber kermit killbill kingkong kirby ladygaga
    leagueoflegends legolas legend legends legendary linkinpark lionking lordoftherings luigi
    lukeskywalker madonna maverick marvel matrix megadeth megaman megatron merlin metallica
    mickeymouse minecraft minnie mordor morpheus mozart mrmagoo mufasa muppet muppets musica
    music mylittlepony mystery naruto nautilus nemo neverland nightmare nintendo nirvana obiwan
    onedirection onepiece optimus pacman pantera pikachu pinkfloyd pinky pinocchio pirate
    playstation playstation2 playstation3 pokemon123 popcorn popeye poptart portal2 predator
    quake queenie radiohead rambo ramones rapunzel rasputin rocknroll rocky rolling
    rollingstones roblox samurai sasuke scarface scooby scoobydoo scrappy shadow shadows
    sephiroth sherlock shrek silent simba simpson simpsons skywalker skyrim slayer slipknot
    smurf snowwhite snowman sonic sopranos southpark spartacus spawn spiderman3 spongebob
    stargate starcraft startrek starwars stitch stormtrooper superman supergirl superhero
    supermario superstar sylvester terminator tetris thehulk thesims theone thewho thor
    tinkerbell titanic tomcat torchwood transformers tupac tweetybird twilight u2u2 underworld
    vader valhalla valkyrie vampires vegeta voldemort voyager wallace warcraft warhammer warrior
    wolverine worldofwarcraft xbox xbox360 xfiles xmen yoda yugioh zelda zorro
    """

  /// Towns and countries.
  static let places = """
    africa alabama alaska algeria america amsterdam argentina arizona arkansas asia athens
    atlanta atlantis australia austria bangkok bangladesh barbados beijing belgium belgrade
    berlin bolivia bombay boston brasil brazil brisbane bristol broadway brooklyn bruxelles
    budapest buenosaires bulgaria cairo calgary california cambridge canada caracas caribbean
    casablanca chicago chile china cleveland cologne colombia colorado columbia connecticut
    copenhagen croatia cuba deutschland dakota dallas denmark denver detroit dubai dublin
    ecuador edmonton egypt england españa europe finland florence florida france frankfurt
    geneva georgia germany glasgow greece guatemala hamburg havana hawaii hawaiian helsinki
    hiroshima holland hollywood honduras hongkong houston hungary iceland india indonesia iran
    iraq ireland israel istanbul italia italy jakarta jamaica japan jerusalem kansas karachi
    kashmir kentucky kenya korea kosovo lahore lasvegas lebanon leeds lima lisboa lisbon london
    losangeles louisiana lyon macedonia madras malaysia malta manhattan manila marrakech
    marseille mecca melbourne memphis mexico miami michigan minnesota mississippi missouri
    montana monterey montreal morocco moscow moskva mumbai munich namibia naples nebraska nepal
    netherlands nevada newcastle newyork newyorkcity newzealand nigeria norway nyc123 oakland
    ohio oklahoma ontario oregon orlando osaka oslo ottawa oxford pakistan palermo palestine
    panama paraguay paris pennsylvania perth peru philadelphia philippines phoenix pittsburgh
    poland polska portland portugal prague puertorico quebec riga riodejaneiro romania rome
    rotterdam russia sacramento salvador sandiego sanfrancisco santafe santiago scotland seattle
    senegal seoul serbia shanghai sheffield sicily singapore slovakia slovenia somalia
    southafrica spain stockholm sweden switzerland sydney syria taiwan tampa tehran tennessee
    texas thailand tijuana tokyo toronto toulouse tunisia turkey turkiye ukraine uruguay usa123
    utah vancouver venezuela venice vermont vienna vietnam virginia wales warsaw warszawa
    washington wisconsin wyoming yokohama yugoslavia zagreb zurich
    """

  /// Everything else that comes to mind first.
  static let things = """
    ranger solo estrella mariposa tanker cheyenne jester chevelle ashton panties tinker apples
    cutlass absolute adidas airborne airplane alcatraz alpha alphabet amazon american anarchy
    anchor anonymous answer apollo aquarius archer artist asshole astro atomic audi autumn
    avalon baller bamboo barcode bassman bastard beach beast beautiful1 beer biohazard bitch
    bitches biteme black blackbird blackcat blackjack blackout bigdaddy bigdick bigdog bigman
    bigmac blade blahblah blaster blessed1 blink blondie blood bloody blowjob blow blue blueeyes
    blues bluebird bmw325 bombay bomber bonehead boobies boobs booboo boogie booger boomer
    boomerang bottle bravo bright broken brutal bubblegum bullet bullshit business butthead
    camaro camera cannabis capricorn carbon cardinal cartman cartoon cash casino castle
    challenger chance chaos charger charming chevrolet chevy chopper chronic chrome chrysler
    classic clown cobain cocaine collins college comet commander compaq concrete confused
    connect control cooper copper corona corvette cosmic cosmos cowboy cowgirl crazy crazygirl
    creative crimson cristal crusader crystal1 cyber cyclone cypher damnit dance dancer dancing
    danger dangerous darkness darkangel darkside deadman death deathrow defender delta denali
    design desire detective developer diamond diamonds dickhead digger digital director
    discovery doctor dollar dollars domino dreamer dreams dream drummer drums drowssap ducati
    dynamite dynasty earth easter eclipse einstein elcamino electric elegant element elite
    emerald emperor energy engine engineer enigma epsilon escape espresso eternal eternity
    everest evolution excalibur excellent express extreme family1 famous fashion fatboy fender
    fighter fire firefox fireman flash flower flowers fluffy flyers forest forever21 fortune
    foundation freedom freebird freeman freeway frosty fuck fucker fuckers fuckface fuckit
    fuckme fuckoff fuckthis fuckyou fuckyou2 funny funtime future galaxy gambit gangsta gangster
    garden gateway gemini general genius gentle getout gibson girl girls girlpower giveme
    glitter global gold golden goldie goodgirl goodboy goodday goodluck goodlife gothic grandma1
    graphics gravity great green greenday1 grunge guardian guitarist gunshot hacker hahaha
    hahahaha hammer happy1 happyface hardcore harley harleydavidson hardware hater havefun
    hawaii50 headshot health hellfire hellohello hellyeah hellspawn heroes hidden highway hiphop
    history holiday hollister homework honda hondacivic horizon hotdog hotrod hotshot hotstuff
    house hummer hurricane iceman icecream imagine immortal impala imperial infantry infinity
    inferno insane inspiron integra island jackpot jeep jelly jellybean jordan23 journey joyride
    jumper jungle junior justice justme karma keeper killer killers killbill1 killme kingking
    kingston knight knights kristall lacoste ladies laser leader legacy lesbian letter liberty
    library lifetime light lightning limited lincoln lithium little logitech lollipop lonely
    lonestar lonewolf looking loser losers lottery lucky luckycharm luckydog luckyone lunatic
    machine madness maestro magic magician magnet magnum mainframe makaveli malibu mandarin
    mango marathon marijuana marine marines marlboro marshall mash4077 matador material mechanic
    medical medicine member memory mercury metal meteor midnight military millennium million
    millionaire millions minime mistress mobile model modern moneybags money moneymoney moneyman
    monster monsters moon moonlight mortgage motdepass motorola mountain movies muscle mushroom
    mustang1 mystic nature nautica navajo navy neptune nestle network1 newlife newman newport
    nicotine nighthawk nike ninja nissan nobody noodle nounours number nuclear oakley obama
    obsidian obsession ocean october1 olivetti onelove1 online operation orchid orgasm orion
    outlaw outkast outlook outside oxygen pacific paintball painter paradise paradox parker
    party passat peekaboo pencil penis pentium people perfume persona peugeot phantom phone
    photo photography physics piano picasso picture pimpin pimp pink pinkgirl pinkpink pioneer
    planet plastic platinum playball playtime please poison police polo polopolo pontiac poopoo
    poop popopo porn pornstar porsche potter power powers powerful powerman president private2
    prodigy product professor progress project promise prosper protect punisher punkrock purple
    pussy pussycat quality quantum quest question quicksilver racecar radar radical radio
    rainbow rainbows rainyday random randy1 rapper reality rebel rebelde recovery redbull reddog
    redhead redneck redrose redrum reggae regional rejoice renault renegade republic rescue
    respect restless revenge reverse revolver revolution rhythm riddle rifle ripper rivers
    roadkill roadrunner rockband rocker rocket rockon rockstar rockyou romance romantic rose
    rosebud roses royals rubber ruby runaway rushmore sailor sailormoon samson sandman sapphire
    satan satan666 saturn savage scarlet school science scissors scorpio scorpions scotty
    scrabble scruffy seaside secretary senior sensation serenity seven sexsex sexman sexual
    shadow1 shaggy shalom shanti shelter sherbet shine shinobi shithead shit shitty shopping
    shorty showtime silence silver simple single singer sixpack skipper skull skylight skyline
    slacker slick slipper smart smooth smokey smoke smoker smoking smokeweed snapper sniper snow
    snowball snowboard1 snowflake snowy society socrates soldier soleil solitude solomon
    something sonata soprano soulmate sound southside space spaceman spanky sparkle sparky
    special1 spectrum speed speedy spider1 spiral spitfire splash sponge spooky sporty spring
    springer sprite spunky stalker star stardust stargazer starlight stars starship start
    station stealth steel sterling sticky stone stoner storm stormy stranger stratus street
    strong student stupid sublime success summer summertime sun sunflower sunny sunnyday sunrise
    sunset sunshine super superfly superior superb supernova superpower supersonic superstar1
    supreme surprise survivor suzuki swordfish sword symbol symphony talent tango target tattoo
    taurus teacher technics techno telephone television temple temptation thunder thunderbolt
    tiffany1 tiger1 tigger1 timber timeout titanium tootsie topgun topsecret tornado toyota
    tractor transfer transit traveler treasure1 trouble trucker trucks trumpet trustee truth
    tsunami tucker turbo twister typhoon ultimate ultra umbrella undead undertaker unforgiven
    uniform universal universe university unlimited unreal vagina valley value vanilla vector
    velvet venom venus vertigo veteran viking vision vitamin vodka volcano volkswagen voodoo
    vortex voyage wanker warning wasabi water waterfall watermelon weather wednesday weed
    weekend western whatsup whiskey white whiteboy whiteout wicked wild wildman willow windmill
    window windsurf winner winners winston wisdom wiseguy wishbone wolfman woman women
    wonderland woodland woofwoof working world wrangler writer xanadu xavier1 xylophone yamaha
    yellow yesterday yesyes youandme young yourself yourmom zaphod zenith zeppelin zipper zodiac
    """

  /// Seasons, months, days, feasts: what is put before a year.
  static let times = """
    spring summer autumn fall winter fruehling sommer herbst primavera verano otono invierno
    printemps automne hiver january february march april may june july august september october
    november december januar februar maerz mai juni juli oktober dezember enero febrero marzo
    abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier fevrier mars
    avril juin juillet aout septembre octobre novembre decembre monday tuesday wednesday
    thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes
    sabado domingo christmas xmas easter halloween newyear birthday anniversary weekend holiday
    holidays vacation vacances urlaub weihnachten ostern navidad noel password welcome admin
    changeme company office helpdesk support
    """

  /// Passwords that no rule makes.
  static let others = """
    passw0rd p@ssw0rd p@ssword pa$$word pa$$w0rd pa55word passw0rd1 p4ssw0rd p4ssword trustno1
    trustn01 letme1n l3tm3in adm1n adm1n123 r00t t00r w3lcome welc0me qwert1 q1w2e3 q1w2e3r4
    q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qazxsw2 zaq12wsx
    zaq1xsw2 zaq1zaq1 qazwsx qazwsxedc qazwsxedcrfv wsxedc edcrfv 1qaz@wsx !qaz2wsx !qaz@wsx
    qwe123 qwe123qwe 123qwe 123qweasd 123qweasdzxc qweasd qweasdzxc qweasd123 asdqwe asd123
    zxc123 asdzxc abc123 abcd1234 abc1234 abc12345 abcd123 abcde12345 a1b2c3 a1b2c3d4 a1b2c3d4e5
    1a2b3c 1a2b3c4d aa123456 a123456 a12345 a1234567 a12345678 a123456789 123abc 1234abcd
    123456a 123456q 12345a 12345q 1234qwer qwer1234 asdf1234 zxcv1234 test1234 pass1234 1234asdf
    123asd 123123123 woaini woaini1314 woaini520 5201314 1314520 7758521 147258369 147258 159357
    159753 147852 147852369 741852963 741852 789456123 789456 456123 123654 123654789 987456321
    951753 753951 852456 963852741 963852 258456 369258147 321654987 321654 789123 123789 102030
    10203040 010203 11223344 112233 1122334455 11112222 12121212 121212 131313 232323 252525
    123321 1234321 123454321 12344321 098765 0987654321 9876543210 1029384756 6969 696969 420420
    42069 8675309 31415926 314159 27182818 112358 24681012 246810 13579 135790 135792468 2468
    1357 00112233 1023456789 5150 1701 1701d 8888 666 666666 13131313 19191919 777888 789789
    456456 456789 147147 258258 369369 159159 741741 852852 963963 101010 202020 303030 696996
    100200 123000 12345678910 1234512345 12341234 12345654321 0123456 0123456789 01234567890
    abcdef abcdefg abcdefgh abcdefghi xyzxyz xyz123 zxczxc qweqwe qweqweqwe asdasd asdasdasd
    aqwzsx azeqsd azerty azertyuiop qsdfgh wxcvbn qwertz yxcvbn qwertzuiop asdfjkl asdfjkl;
    asdfghjkl; jkl123 qpwoei qpalzm zmxncb mnbvcxz lkjhgfdsa poiuytrewq nbvcxz fdsafdsa asdfasdf
    qwerqwer zxcvzxcv aabbcc aabbccdd abababab aaa111 aaabbb 111222 111222333 112211 122333
    1223334444 12qwaszx 1q1q1q qq123456 qaz123 wsx123 qazqaz wsxwsx edcedc 1qaz1qaz 2wsx2wsx
    1qaz2wsx3edc zxcasdqwe q123456 q12345 z123456 x123456 w123456 s123456 m123456 klaster
    kikugalanet nemo123 lol123 lollol lolipop lol12345 omgomg wtfwtf yolo yoloswag swag 4ever
    2fast4u 4runner 1love b00bies n1nja l0ve 1l0ve d3vil k1ller m0nkey dr4gon sh4dow h4cker
    3l1t3 l33t 1337 h4x0r pr1ncess iwantu ihateyou ihateu ihavenoidea idontcare icantremember
    whocares letmepass letmego letitbe letsgo letitsnow rememberme takecare takeiteasy comeon
    comein getmein gotohell goaway gofish goforit gogogo callme byebye bye123 hahaha123
    blablabla blahblahblah lalala lalalala nanana papapa dadada mamamia jajaja tinkle jellybeans
    number1 numberone no1knows one2three onetwothree onetwo threefour twothree seven7 eleven
    fourtwenty thirteen lucky7 lucky13 player1 top10 gundam00 bond007 agent007 007007 007bond
    matrix1 neo123 ncc1701d ncc1701e ncc74656 thx1138 r2d2c3po c3por2d2 ou812 rush2112 area51
    blink182 sum41 maroon5 50cent u2rocks kiss4me love4ever 4getme 4everlove iheartyou love2love
    mynameis thisismy thisispassword thisisapassword correcthorsebatterystaple correcthorse
    batterystaple tobeornottobe iloveyousomuch iloveyoubaby iloveyou123 teamobebe qwertyqwerty
    qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty1 qwertyuiop123 asdfgh123
    zxcvbnm123 poiuyt lkjhgf trewq fdsa vcxz rewq
    """
}
