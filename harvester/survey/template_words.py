"""Words of forums' templates: they stay when a page is made anonymous, because readers need them."""

from __future__ import annotations

#: In both scripts, and from mobile pages; names of members and boards are not among them.
WORDS = frozenset(
    """
    发表于 發表於 发表在 發表在 发布于 發佈於 回复于 回覆於 本帖最后由 本帖最後由 编辑 編輯 于 於 楼主 樓主 沙发 沙發
    板凳 地板 楼 樓 层 層 第 共 页 頁 上一页 上一頁 下一页 下一頁 返回列表 返回 列表 查看 浏览 瀏覽 阅读 閱讀 人气
    人氣 点击 點擊 回复 回復 回覆 回帖 主题 主題 帖子 貼子 帖数 貼數 今日 昨日 今天 昨天 前天 刚刚 剛剛 半小时前
    半小時前 小时前 小時前 分钟前 分鐘前 秒前 天前 年 月 日 上午 下午 只看该作者 只看該作者 显示全部楼层 顯示全部樓層
    倒序浏览 倒序瀏覽 推荐 推薦 置顶 置頂 精华 精華 关闭 關閉 隐藏 隱藏 移动 移動 投票 悬赏 懸賞 附件 图片 圖片
    下载次数 下載次數 下载 下載 上传 上傳 售价 售價 阅读权限 閱讀權限 作者 管理员 管理員 版主 分区版主 游客 遊客 匿名
    提示 引用 代码 代碼 复制代码 複製代碼 抱歉 您 需要 登录 登錄 没有 沒有 权限 權限 访问 訪問 该版块 該版塊 指定的
    不存在 已被删除 已被刪除 正在被审核 正在被審核 尚未 注册 註冊 会员 會員 用户组 用戶組 无法 無法 进行此操作
    進行此操作 密码 密碼 站点关闭 站點關閉 维护 維護 作者被禁止 内容自动屏蔽 內容自動屏蔽 被删除 被刪除 该帖 該帖
    无效楼层 無效樓層 购买 購買 支付 才能浏览 才能瀏覽 仅作者可见 僅作者可見 点评 點評 评分 評分 参与人数 參與人數
    理由 链接到外部地址 鏈接到外部地址 連結到外部地址 该用户已被删除 該用戶已被刪除 用户已删除 商品 已解决 已解決 活动
    活動 辩论 辯論 回帖奖励 回帖獎勵 抢楼 搶樓 全局置顶 全局置頂 总置顶 總置頂 分类置顶 分類置頂 分区置顶 分區置頂
    已关闭 已關閉 以下内容 以下內容 本帖隐藏的内容 本帖隱藏的內容 新窗 分页 分頁 版块 版塊 子版块 子版塊 最后发表
    最後發表 最后发布 最后回复 最後回覆 暂无 暫無 尚无 尚無 Powered by Discuz phpwind Archiver GMT Comsenz Tencent
    Cloud Inc Copyright KB MB Bytes AM PM Time now is New
    """.split()  # noqa: SIM905 - a list of them would be longer than a page
)
