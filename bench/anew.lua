-- Each request names another host: answers are kept by it, so that each is made anew from what is kept of the petition.
local number = 0

request = function()
  number = number + 1
  wrk.headers["Host"] = "visitor-" .. number .. ".localhost"
  return wrk.format()
end
