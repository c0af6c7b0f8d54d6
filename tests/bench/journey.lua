-- Each thread repeats a journey: it opens a step, posts "I don't know" to every question, and follows the redirect.
local jar, path, form, pages

local function begin()
  jar, path, form, pages = {}, START, nil, 0
end

function init(args)
  START = args[1]
  begin()
end

function request()
  local cookies = {}
  for name, value in pairs(jar) do cookies[#cookies + 1] = name .. "=" .. value end
  local headers = { ["Cookie"] = table.concat(cookies, "; ") }
  if form then
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return wrk.format("POST", path, headers, form)
  end
  return wrk.format("GET", path, headers)
end

function response(status, headers, body)
  for name, value in pairs(headers) do
    if name:lower() == "set-cookie" then
      local key, cookie = value:match("^([^=]+)=([^;]*)")
      jar[key] = cookie
    elseif name:lower() == "location" then
      path, form = value, nil
    end
  end
  if status == 200 and not form then
    pages = pages + 1
    local fields = {}
    for name, token in body:gmatch('name="(csrf%w-_?token)"[^>]-value="([^"]+)"') do fields[1] = name .. "=" .. token end
    -- Django's wizard says which step a form is of.
    for step in body:gmatch('name="wizard%-current_step" value="([^"]+)"') do
      fields[#fields + 1] = "wizard-current_step=" .. step
    end
    for name in body:gmatch('name="([^"]-)" value="unknown"') do fields[#fields + 1] = name .. "=unknown" end
    form = table.concat(fields, "&")
    if path:find("/check$") or path:find("/done/$") or pages > 20 then begin() end
  elseif status == 200 then
    form = nil
  elseif status >= 400 then
    error("status " .. status .. " of " .. path)
  end
end
