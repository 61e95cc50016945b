// At the end of signing in from the writing screen: tells it, and goes away where the browser allows that.
new BroadcastChannel('byline-signed-in').postMessage(null);
window.close();
