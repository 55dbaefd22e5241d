import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// Values that every service shares, as requests and responses say them.
