// The browser is that of the machine (CHROMIUM_PATH); nothing is downloaded at install.
module.exports = { skipDownload: true }
