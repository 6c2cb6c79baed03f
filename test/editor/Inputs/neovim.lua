-- In the definition of test/editor/editors.py: says what the server told, renames a state, and ends Neovim.
local function say(line) io.stdout:write(line .. "\n") end

local function check()
  local wait = 200000
  assert(vim.wait(wait, function() return #vim.diagnostic.get(0) > 0 end), "no diagnostics came")
  for _, each in ipairs(vim.diagnostic.get(0)) do say("diagnostic: " .. each.message) end

  local function go(line, text)
    local begin = vim.api.nvim_buf_get_lines(0, line, line + 1, true)[1]:find(text, 1, true)
    vim.api.nvim_win_set_cursor(0, { line + 1, begin - 1 })
  end
  local function ask(method)
    local answers = vim.lsp.buf_request_sync(0, method, vim.lsp.util.make_position_params(), wait)
    for _, answer in pairs(answers) do return answer.result end
  end
  local isYaml = vim.api.nvim_buf_get_name(0):find("yaml") ~= nil
  go(isYaml and 3 or 2, "Dne")
  for _, item in ipairs(ask("textDocument/completion").items) do say("completion: " .. item.label) end
  go(isYaml and 3 or 2, "clair")
  say("hover: " .. ask("textDocument/hover").contents.value)

  go(isYaml and 2 or 1, "Price")
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.rename("Total")
  assert(vim.wait(wait, function() return vim.api.nvim_buf_get_changedtick(0) ~= before end), "nothing was renamed")
  vim.cmd("silent write")
end

local ok, problem = pcall(check)
if not ok then say(problem) end
vim.cmd("qa!")
