-- Drives a real editor: what a person sees and does there, with assertions.

-- Debian 12 has Neovim 0.7, which lacks the function that the configuration of docs/editors.md calls.
vim.lsp.start = vim.lsp.start or function(config)
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end

local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
end

local function code(diagnostic)
  return diagnostic.code or diagnostic.user_data.lsp.code
end

local function wait(what, condition)
  assert(vim.wait(20000, condition, 20), "waited in vain for " .. what)
end

-- Chooses the action whose title has these words, as a person would from the menu.
local function choose(words)
  vim.ui.select = function(items, options, on_choice)
    local shown = vim.tbl_map(options.format_item, items)
    for index, title in ipairs(shown) do
      if title:find(words, 1, true) then
        return on_choice(items[index], index)
      end
    end
    error(words .. " is not among: " .. table.concat(shown, "; "))
  end
  vim.lsp.buf.code_action()
end

local function test()
  vim.cmd("edit enc.yaml")
  wait("diagnostics", function() return #vim.diagnostic.get(0) > 0 end)
  local found = vim.diagnostic.get(0)
  assert(#found == 1, vim.inspect(found))
  assert(code(found[1]) == "ENC201" and found[1].source == "etcdlint", vim.inspect(found))
  assert(found[1].lnum == 5 and found[1].col == 8, vim.inspect(found))
  assert(found[1].severity == vim.diagnostic.severity.ERROR)

  vim.api.nvim_win_set_cursor(0, { 6, 10 })
  local windows = #vim.api.nvim_list_wins()
  vim.lsp.buf.hover()
  wait("the page", function() return #vim.api.nvim_list_wins() > windows end)
  local page = vim.tbl_filter(function(window)
    return vim.api.nvim_win_get_config(window).relative ~= ""
  end, vim.api.nvim_list_wins())[1]
  assert(lines(vim.api.nvim_win_get_buf(page)):find("ENC201", 1, true), "the page of the rule")
  vim.api.nvim_win_close(page, true)

  choose("ignore it here")
  wait("the comment", function() return lines(0):find("# etcdlint: ignore[ENC201] ", 1, true) end)
  wait("its reason to be asked for", function()
    return vim.tbl_contains(vim.tbl_map(code, vim.diagnostic.get(0)), "INPUT106")
  end)
  vim.cmd("undo")
  wait("one finding again", function() return #vim.diagnostic.get(0) == 1 end)

  vim.api.nvim_win_set_cursor(0, { 6, 10 })
  choose("move identity to the end")
  wait("the fix", function() return vim.api.nvim_buf_get_lines(0, -2, -1, false)[1] == "      - identity: {}" end)
  wait("no findings", function() return #vim.diagnostic.get(0) == 0 end)
  vim.cmd("write")

  vim.cmd("edit backup.sh")
  wait("findings in a script", function() return #vim.diagnostic.get(0) > 0 end)

  vim.lsp.stop_client(vim.lsp.get_active_clients())
  wait("the end of the server", function() return #vim.lsp.get_active_clients() == 0 end)
end

local passed, trouble = xpcall(test, debug.traceback)
io.stdout:write(passed and "passed" or trouble, "\n")
vim.cmd(passed and "qall!" or "cquit!")
