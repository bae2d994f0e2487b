import ArgumentParser
import AsyncHTTPClient
import Configuration
import Crypto
import Hummingbird
import Logging
import ServiceLifecycle
import Subprocess
print("x")
