"""The terminal interface in a browser of this machine.

textual-serve carries the screen over a websocket and knows no users, so whoever reaches its port
has the memory. Here it listens on the loopback alone, and everything lies below a random path that
only the printed address names; a cookie would go to the servers on every other port as well. A
request with another host's name (DNS rebinding) or from another site's page is refused. The page
asks nothing of any other host.

    server   the server, and what it refuses
    page/    the page
"""
