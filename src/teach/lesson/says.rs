//! What a lesson says beside the texts of its steps.

crate::words! {
    /// A sentence of a lesson.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Says {
        Type { at: usize, of: usize, line: String } => "{at}/{of} Type: {line}", "{at}/{of} 请输入：{line}";
        TypeLong { at: usize, of: usize, line: String } => "{at}/{of} (a long line; all of it)\nType: {line}", "{at}/{of}（这一行较长，要完整输入）\n请输入：{line}";
        Enter => "(nothing, only Enter)", "（什么也不输，直接按 Enter）";
        Answer { at: usize, of: usize } => "{at}/{of} Answer with :lesson 1, :lesson 2, :lesson 3 or :lesson 4", "{at}/{of} 请作答：:lesson 1、:lesson 2、:lesson 3 或 :lesson 4";
        Begins { title: String } => "Lesson: {title}. :lesson leave leaves it.", "课程：{title}。用 :lesson leave 离开。";
        Continues { title: String, at: usize } => "Lesson: {title}. You had come to step {at}.", "课程：{title}。上次学到第 {at} 步。";
        Again => "The connection is a new one: the commands before are to be said once more.", "连接是新的，前面的命令要重发一遍。";
        GoneBack => "The server has begun anew here: go on from this step.", "会话状态已重置，请从这一步重做。";
        Reconnect => "The connection is gone: :reconnect makes a new one, and the lesson goes on.", "连接已断开：用 :reconnect 重新连接，课程会接着进行。";
        NotYet => "That did not do this step. Compare what you typed, letter by letter.", "这一步还没有完成。请逐个字母核对输入的内容。";
        Otherwise => "The server carried that out, but this step wants something else.", "服务器执行了这条命令，但这一步要的不是它。";
        OtherName => "That was not the user name of this step. * cancels the login.", "这不是这一步的用户名。输入 * 取消登录，再从头登录。";
        Empty => "The mailbox is empty: the mail was deleted. Send another one first.", "邮箱是空的：邮件已被删除。请先重新发一封。";
        Deleted => "The mail is marked as deleted and goes at QUIT; RSET takes the mark off again.", "邮件已标记为删除，QUIT 时就会删掉；发 RSET 可取消标记。";
        HeaderTyped { name: String } => "{name} is written; this line is still missing:", "{name} 已经写上，还缺下面这一行：";
        Number { number: char } => "The number went to the server. Type: :lesson {number}", "数字发给了服务器。要作答请输入：:lesson {number}";
        WayOut => "Still stuck? :reconnect begins the session anew, :lesson leave leaves.", "还是不行？:reconnect 可重新开始会话，:lesson leave 离开课程。";
        Wrong => "No, that is not it. :lesson shows the question once more.", "不对。输入 :lesson 可再看一遍题目。";
        Ended { steps: usize, tries: usize } => "The lesson is done: {steps} steps, {tries} wrong turns.", "本课完成：共 {steps} 步，走错 {tries} 次。";
        EndedFaults { steps: usize, questions: usize, right: usize } => "The lesson is done: {steps} steps; {right} of {questions} diagnoses right at once.", "本课完成：共 {steps} 步；{questions} 次诊断中有 {right} 次一次答对。";
        Keep => ":save lab.pcapng keeps a record of it; :lesson list shows the lessons.", "用 :save lab.pcapng 保存实验记录；:lesson list 列出全部课程。";
        Left { at: usize } => "The lesson is left at step {at}; :lesson (or smtpsh --lesson) goes on.", "已在第 {at} 步离开课程；用 :lesson（或 smtpsh --lesson）继续。";
        NotBegun => "not begun", "未开始";
        Finished => "done", "已完成";
        Reached { at: usize, of: usize } => "step {at}/{of}", "第 {at}/{of} 步";
        ListMore => ":lesson NAME begins one, :lesson goes on where you left.", "用 :lesson 名称 开始一课，:lesson 接着上次继续。";
        None => "No lesson is going on.", "现在没有进行中的课程。";
    }
}
